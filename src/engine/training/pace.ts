/** How fast training goes and how long it still takes. Times in milliseconds unless named otherwise. */

export interface Pace {
  /** Counts an optimizer step. */
  step(): void;
  /** Seconds for so many more steps at the mean pace of this session, validation included. */
  eta(remainingSteps: number): number;
  /** Seconds since the last call; what a pause took is left out. */
  takeSeconds(): number;
  /** Leaves the time until `resume` out of everything. */
  pause(): void;
  resume(): void;
}

/** Examples a second and mean time of a step, of steps that have been timed; zeros of none. */
export function speedOf(steps: readonly { examples: number; milliseconds: number }[]): {
  examplesPerSecond: number;
  stepMilliseconds: number;
} {
  const time = steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const examples = steps.reduce((sum, step) => sum + step.examples, 0);
  return {
    examplesPerSecond: time > 0 ? (1000 * examples) / time : 0,
    stepMilliseconds: steps.length > 0 ? time / steps.length : 0,
  };
}

export function createPace(now: () => number = () => performance.now()): Pace {
  let start = now();
  let taken = start;
  let paused = 0;
  let steps = 0;
  return {
    step() {
      steps++;
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
      taken += gap;
    },
  };
}
