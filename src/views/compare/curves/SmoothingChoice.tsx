/** How lines are smoothed, and over how many points. */
import { chartPreferences, setSmoothing, smoothingOf } from '../../../store/chartPreferences';
import { useChartPreferences } from '../../../store/react/useStudio';
import { smoothingKinds } from '../../../store/smoothing';
import { Select } from '../../../ui/controls/Select';
import { Slider } from '../../../ui/controls/Slider';
import { Tooltip } from '../../../ui/controls/Tooltip';
import styles from './Curves.module.css';

const titles = { none: 'no smoothing', ema: 'EMA', mean: 'moving average', gaussian: 'gaussian' };
const options = (['none', ...smoothingKinds] as const).map((value) => ({ value, label: titles[value] }));

/** Widths of the slider's steps, in points. */
const widths = [2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 2000, 5000, 10_000];

export function SmoothingChoice() {
  const preferences = useChartPreferences((all) => all);
  const smoothing = smoothingOf(preferences);
  const kind = smoothing?.kind ?? 'none';
  const { smoothingWidth } = preferences;
  const step = widths.findIndex((width) => width >= smoothingWidth);

  function choose(value: string): void {
    const chosen = smoothingKinds.find((one) => one === value);
    if (!chosen) setSmoothing(null);
    else if (chosen === 'ema') setSmoothing({ kind: 'ema', amount: preferences.smoothing || 0.9 });
    else setSmoothing({ kind: chosen, amount: smoothingWidth });
  }

  return (
    <Tooltip text="Smooth at full resolution; the raw line stays behind it" shortcut="s">
      <span className={styles.control}>
        <Select aria-label="Smoothing" value={kind} options={options} onValue={choose} />
        {kind === 'ema' && (
          <Slider
            label="weight"
            min={0}
            max={0.99}
            step={0.01}
            value={preferences.smoothing}
            onValue={(value) => chartPreferences.setState({ smoothing: value })}
          />
        )}
        {(kind === 'mean' || kind === 'gaussian') && (
          <label className={styles.width}>
            <span>{kind === 'mean' ? 'points' : 'σ, points'}</span>
            <input
              type="range"
              min={0}
              max={widths.length - 1}
              step={1}
              value={step < 0 ? widths.length - 1 : step}
              aria-valuetext={`${smoothingWidth} points`}
              onChange={(event) => setSmoothing({ kind, amount: widths[Number(event.target.value)] ?? 20 })}
            />
            <span className="number">{smoothingWidth}</span>
          </label>
        )}
      </span>
    </Tooltip>
  );
}
