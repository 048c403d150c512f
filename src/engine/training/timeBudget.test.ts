/** How many epochs fit into a time, and which steps their time is told by. */
import { expect, test } from 'vitest';
import { createStepClock, epochsWithin } from './timeBudget';

/** Steps of 2 s each, after five of 100 s. @returns when the time was told. */
function told(steps: number) {
  const clock = createStepClock();
  const times: number[] = [];
  let seconds = 0;
  for (let step = 1; step <= steps; step++) {
    seconds += step <= 5 ? 100 : 2;
    clock.step();
    if (!clock.isDue()) continue;
    clock.tell(seconds);
    times.push(step);
  }
  return { clock, times, seconds };
}

test('a clock leaves the first five steps out and times twenty', () => {
  const { clock, times } = told(40);
  expect(times).toEqual([5, 25]);
  expect(clock.stepSeconds()).toBe(2);
});

test('an epoch that is shorter is timed to its end, and one of five steps says nothing', () => {
  const short = told(9);
  short.clock.tell(short.seconds);
  expect(short.clock.stepSeconds()).toBe(2);
  const tiny = told(5);
  tiny.clock.tell(tiny.seconds);
  expect(tiny.clock.stepSeconds()).toBe(null);
});

const measured = { epoch: 1, seconds: 150, stepSeconds: 0.5, stepsPerEpoch: 200, validationSeconds: 20 };

test('as many epochs fit as there is time for, validation included, and one more in any case', () => {
  // 10 minutes less 150 s are 450 s: three epochs of 120 s after the first.
  expect(epochsWithin(10, measured)).toBe(4);
  expect(epochsWithin(60, measured)).toBe(1 + 28);
  expect(epochsWithin(3, measured)).toBe(2);
  expect(epochsWithin(1, measured)).toBe(2);
  expect(epochsWithin(1, { ...measured, seconds: 0, stepSeconds: 0, validationSeconds: 0 })).toBe(2);
});
