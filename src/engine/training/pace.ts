/** How fast training goes and how long it still takes. Times in milliseconds unless named otherwise. */

export interface Pace {
  /** Counts an optimizer step of so many examples. */
  step(examples: number): void;
  /** Since the last call: examples a second and mean wall time of a step. */
  lap(): { examplesPerSecond: number; stepMilliseconds: number };
  /** Seconds for so many more steps at the mean pace of this session, validation included. */
  eta(remainingSteps: number): number;
  /** Seconds since the last call; what a pause took is left out. */
  takeSeconds(): number;
  /** Leaves the time until `resume` out of everything. */
  pause(): void;
  resume(): void;
}

export function createPace(now: () => number = () => performance.now()): Pace {
  let start = now();
  let lapStart = start;
  let taken = start;
  let paused = 0;
  let steps = 0;
  let lapSteps = 0;
  let lapExamples = 0;
  return {
    step(examples) {
      steps++;
      lapSteps++;
      lapExamples += examples;
    },
    lap() {
      const time = now() - lapStart;
      const result = {
        examplesPerSecond: time > 0 ? (1000 * lapExamples) / time : 0,
        stepMilliseconds: lapSteps > 0 ? time / lapSteps : 0,
      };
      lapStart = now();
      lapSteps = 0;
      lapExamples = 0;
      return result;
    },
    eta: (remainingSteps) => (steps > 0 ? ((now() - start) / steps / 1000) * remainingSteps : Number.NaN),
    takeSeconds() {
      const seconds = (now() - taken) / 1000;
      taken = now();
      return seconds;
    },
    pause() {
      paused = now();
    },
    resume() {
      const gap = now() - paused;
      start += gap;
      lapStart += gap;
      taken += gap;
    },
  };
}
