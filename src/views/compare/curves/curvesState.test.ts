import { describe, expect, it } from 'vitest';
import { type CurvesState, readCurvesState, withCurvesState } from './curvesState';

const full: CurvesState = {
  metrics: ['validation.loss', 'step.gradientNorm'],
  x: 'time',
  logX: true,
  logY: false,
  smoothing: { kind: 'gaussian', amount: 50 },
  smoothEpochs: true,
  group: 'training.optimizer.name',
  spread: 'se',
  together: true,
  isolated: 'a&b=c',
};

describe('the state of the curves in an address', () => {
  it('is read back as it was written, and leaves the names of others alone', () => {
    const params = withCurvesState(new URLSearchParams('sort=loss&chosen=1&chosen=2'), full);
    expect(readCurvesState(new URLSearchParams(params.toString()))).toEqual(full);
    expect(params.get('sort')).toBe('loss');
    expect(params.getAll('chosen')).toEqual(['1', '2']);
  });

  it('takes no room where everything is as it is by itself', () => {
    const plain = readCurvesState(new URLSearchParams());
    expect(withCurvesState(new URLSearchParams('q=1'), plain).toString()).toBe('q=1');
    expect(withCurvesState(withCurvesState(new URLSearchParams('q=1'), full), plain).toString()).toBe('q=1');
  });

  it('is by itself where an address says nonsense', () => {
    const state = readCurvesState(new URLSearchParams('smooth=ema:x&band=__proto__&logx=yes'));
    expect(state).toMatchObject({ smoothing: null, spread: 'sd', logX: false });
    expect(readCurvesState(new URLSearchParams('smooth=ema:7')).smoothing).toEqual({
      kind: 'ema',
      amount: 0.99,
    });
  });
});
