/** How much the past weighs in the smoothed line. */
import { chartPreferences } from '../../store/chartPreferences';
import { useChartPreferences } from '../../store/react/useChartPreferences';
import styles from '../../ui/charts/ChartTools.module.css';
import { Tooltip } from '../../ui/controls/Tooltip';

export function SmoothingSlider() {
  const smoothing = useChartPreferences((preferences) => preferences.smoothing);
  return (
    <Tooltip text="Smooth the lines of single steps" shortcut="s">
      <label className={styles.slider}>
        <span>smooth</span>
        <input
          type="range"
          min={0}
          max={0.99}
          step={0.01}
          value={smoothing}
          aria-valuetext={smoothing === 0 ? 'off' : smoothing.toFixed(2)}
          onChange={(event) => chartPreferences.setState({ smoothing: Number(event.target.value) })}
        />
        <span className={styles.sliderValue}>{smoothing.toFixed(2)}</span>
      </label>
    </Tooltip>
  );
}
