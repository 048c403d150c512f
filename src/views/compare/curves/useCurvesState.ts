/** The state of the curves in the address, and the reader's logarithmic axis and smoothing kept in step with it. */
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { chartPreferences, setSmoothing, smoothingOf } from '../../../store/chartPreferences';
import { type CurvesState, readCurvesState, withCurvesState } from './curvesState';

export type ChangeCurves = (change: Partial<CurvesState>) => void;

/** An address that says how lines are drawn is followed once; afterwards it follows what the reader chooses. */
export function useCurvesState(): [CurvesState, ChangeCurves] {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readCurvesState(params), [params]);
  const latest = useRef(setParams);
  latest.current = setParams;
  const change: ChangeCurves = useCallback((part) => {
    latest.current((before) => withCurvesState(before, { ...readCurvesState(before), ...part }), {
      replace: true,
    });
  }, []);
  const opened = useRef(state);
  useEffect(() => {
    const { logY, smoothing } = opened.current;
    if (logY !== null) chartPreferences.setState({ logY });
    if (smoothing !== null) setSmoothing(smoothing === 'none' ? null : smoothing);
    return chartPreferences.subscribe((now, before) => {
      const asked = JSON.stringify(smoothingOf(now));
      const isSmoothing = asked !== JSON.stringify(smoothingOf(before));
      if (isSmoothing || now.logY !== before.logY) {
        change({
          ...(now.logY !== before.logY && { logY: now.logY }),
          ...(isSmoothing && { smoothing: smoothingOf(now) ?? 'none' }),
        });
      }
    });
  }, [change]);
  return [state, change];
}
