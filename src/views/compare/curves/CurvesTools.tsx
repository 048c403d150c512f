/** Everything that says how the curves are drawn: metrics, x, logarithmic axes, smoothing, groups, arrangement. */
import { type ReactNode, useId } from 'react';
import { chartPreferences } from '../../../store/chartPreferences';
import { useChartPreferences } from '../../../store/react/useStudio';
import { Select } from '../../../ui/controls/Select';
import { Toggle } from '../../../ui/controls/Toggle';
import type { Spread } from './bands';
import styles from './Curves.module.css';
import type { CurvesState } from './curvesState';
import { MetricPicker } from './MetricPicker';
import { type OfferedMetric, offeredTitle } from './metricChoice';
import { SmoothingChoice } from './SmoothingChoice';
import type { ChangeCurves } from './useCurvesState';

export interface CurvesToolsProps {
  state: CurvesState;
  change: ChangeCurves;
  offered: readonly OfferedMetric[];
  chosen: readonly OfferedMetric[];
  /** Settings that differ between the runs. */
  groupings: readonly string[];
  /** At its end. */
  children: ReactNode;
}

const axes = [
  { value: 'epoch', label: 'epoch' },
  { value: 'step', label: 'step' },
  { value: 'time', label: 'training time' },
  { value: 'wall', label: 'wall time' },
];

const bandOptions: { value: Spread; label: string }[] = [
  { value: 'sd', label: 'mean ± SD' },
  { value: 'se', label: 'mean ± SE' },
  { value: 'range', label: 'mean, min–max' },
];

export function CurvesTools({ state, change, offered, chosen, groupings, children }: CurvesToolsProps) {
  const logY = useChartPreferences((preferences) => preferences.logY);
  const overMetrics = offered.map((one) => ({ value: one.key, label: `over ${offeredTitle(one)}` }));
  return (
    <div className={styles.tools}>
      <MetricPicker offered={offered} chosen={chosen} onChoose={(metrics) => change({ metrics })} />
      <Labelled text="x">
        {(id) => (
          <Select
            id={id}
            className={styles.select}
            value={state.x}
            options={[...axes, ...overMetrics]}
            onValue={(x) => change({ x })}
          />
        )}
      </Labelled>
      <Switch text="log x" checked={state.logX} onValue={(logX) => change({ logX })} />
      <Switch
        text="log y"
        checked={logY}
        onValue={(checked) => chartPreferences.setState({ logY: checked })}
      />
      <SmoothingChoice />
      {chosen.some(({ part }) => part !== 'step') && (
        <Switch
          text="smooth epochs"
          checked={state.smoothEpochs}
          onValue={(smoothEpochs) => change({ smoothEpochs })}
        />
      )}
      {groupings.length > 0 && (
        <Labelled text="group by">
          {(id) => (
            <Select
              id={id}
              className={styles.select}
              value={groupings.includes(state.group) ? state.group : ''}
              options={[
                { value: '', label: 'nothing' },
                ...groupings.map((path) => ({ value: path, label: path })),
              ]}
              onValue={(group) => change({ group, isolated: '' })}
            />
          )}
        </Labelled>
      )}
      {groupings.includes(state.group) && (
        <Select
          aria-label="Band of a group"
          className={styles.band}
          value={state.spread}
          options={bandOptions}
          onValue={(value) =>
            change({ spread: bandOptions.find((one) => one.value === value)?.value ?? 'sd' })
          }
        />
      )}
      {chosen.length > 1 && (
        <Switch
          text="one picture a unit"
          checked={state.together}
          onValue={(together) => change({ together })}
        />
      )}
      {children}
    </div>
  );
}

function Labelled({ text, children }: { text: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <span className={styles.control}>
      <label htmlFor={id}>{text}</label>
      {children(id)}
    </span>
  );
}

interface SwitchProps {
  text: string;
  checked: boolean;
  onValue: (checked: boolean) => void;
}

function Switch({ text, checked, onValue }: SwitchProps) {
  return <Labelled text={text}>{(id) => <Toggle id={id} checked={checked} onValue={onValue} />}</Labelled>;
}
