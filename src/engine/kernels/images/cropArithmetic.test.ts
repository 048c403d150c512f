import { expect, it } from 'vitest';
import { cosineAndSine, ONE, TURN } from './cropArithmetic';

it('cosine and sine in whole numbers are rounded ones, over the whole turn', () => {
  let worst = 0;
  for (let angle = -TURN / 2; angle <= TURN / 2; angle += 61) {
    const [cosine, sine] = cosineAndSine(angle);
    const radians = (2 * Math.PI * angle) / TURN;
    worst = Math.max(
      worst,
      Math.abs(cosine - ONE * Math.cos(radians)),
      Math.abs(sine - ONE * Math.sin(radians)),
    );
  }
  expect(worst).toBeLessThan(0.75);
  expect(cosineAndSine(0)).toEqual([ONE, 0]);
});
