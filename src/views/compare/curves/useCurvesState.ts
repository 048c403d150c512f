/** The state of the curves in the address, and the reader's logarithmic axis and smoothing kept in step with it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation, useNavigationType, useSearchParams } from 'react-router';
import { chartPreferences, setSmoothing, smoothingOf } from '../../../store/chartPreferences';
import { type CurvesState, readCurvesState, withCurvesState } from './curvesState';

export type ChangeCurves = (change: Partial<CurvesState>) => void;

/** An address that says how lines are drawn is followed once; afterwards it follows what the reader chooses. */
export function useCurvesState(): [CurvesState, ChangeCurves] {
  const [params, setParams] = useSearchParams();
  const { key, state: besides } = useLocation();
  const way = useNavigationType();
  // The address follows a moment later: a box that was ticked is ticked at once.
  const [state, setState] = useState(() => readCurvesState(params));
  const now = useRef({ state, setParams, besides, params });
  Object.assign(now.current, { setParams, besides, params });
  const change: ChangeCurves = useCallback((part) => {
    const next = { ...now.current.state, ...part };
    now.current.state = next;
    setState(next);
    const options = { replace: true, preventScrollReset: true, state: now.current.besides };
    now.current.setParams((before) => withCurvesState(before, next), options);
  }, []);
  // The way back and forth in the tab's history leads to other addresses, each by a key of its own.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for the arrival.
  useEffect(() => {
    if (way !== 'POP') return;
    now.current.state = readCurvesState(now.current.params);
    setState(now.current.state);
  }, [key, way]);
  const opened = useRef(state);
  useEffect(() => {
    const { logY, smoothing } = opened.current;
    if (logY !== null) chartPreferences.setState({ logY });
    if (smoothing !== null) setSmoothing(smoothing === 'none' ? null : smoothing);
    return chartPreferences.subscribe((after, before) => {
      const asked = JSON.stringify(smoothingOf(after));
      const isSmoothing = asked !== JSON.stringify(smoothingOf(before));
      if (isSmoothing || after.logY !== before.logY) {
        change({
          ...(after.logY !== before.logY && { logY: after.logY }),
          ...(isSmoothing && { smoothing: smoothingOf(after) ?? 'none' }),
        });
      }
    });
  }, [change]);
  return [state, change];
}
