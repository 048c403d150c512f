/** `l` and `s`: logarithmic axis and smoothing, wherever charts are shown. */
import { toggleLogY, toggleSmoothing } from '../../store/chartPreferences';
import { useShortcuts } from '../../ui/charts/useShortcuts';

export function useChartShortcuts(): void {
  useShortcuts({ l: toggleLogY, s: toggleSmoothing });
}
