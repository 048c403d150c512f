/** How charts of runs are looked at, in every place that shows them: logarithmic axis, smoothing, and their keys. */

import { useId } from 'react';
import { chartPreferences, toggleLogY, toggleSmoothing } from '../../store/chartPreferences';
import { useChartPreferences } from '../../store/react/useStudio';
import styles from '../../ui/charts/ChartTools.module.css';
import { useShortcuts } from '../../ui/charts/useShortcuts';
import { Slider } from '../../ui/controls/Slider';
import { Toggle } from '../../ui/controls/Toggle';
import { Tooltip } from '../../ui/controls/Tooltip';

/** Logarithmic axis, on or off. @param refused why there is none, in its place. */
export function LogToggle({ refused }: { refused?: string }) {
  const id = useId();
  const logY = useChartPreferences((preferences) => preferences.logY);
  if (refused !== undefined) return <span className={styles.why}>linear: {refused}</span>;
  return (
    <Tooltip text="Logarithmic axis, where every value is above zero" shortcut="l">
      <span className={styles.toggle}>
        <label htmlFor={id}>log y</label>
        <Toggle id={id} checked={logY} onValue={(checked) => chartPreferences.setState({ logY: checked })} />
      </span>
    </Tooltip>
  );
}

/** How much the past weighs in the smoothed line. */
export function SmoothingSlider() {
  const smoothing = useChartPreferences((preferences) => preferences.smoothing);
  return (
    <Tooltip text="Smooth the lines of single steps" shortcut="s">
      <span>
        <Slider
          label="smooth"
          min={0}
          max={0.99}
          step={0.01}
          value={smoothing}
          valueText={smoothing === 0 ? 'off' : smoothing.toFixed(2)}
          onValue={(value) => chartPreferences.setState({ smoothing: value })}
        />
      </span>
    </Tooltip>
  );
}

/** `l` and `s`: logarithmic axis and smoothing, wherever charts are shown. */
export function useChartShortcuts(): void {
  useShortcuts({ l: toggleLogY, s: toggleSmoothing });
}
