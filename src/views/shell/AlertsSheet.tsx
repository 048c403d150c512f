/** What the reader wants to be told of while runs train: rules on metrics, and the ways in which it is told. */
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { AlertRule } from '../../protocol/alerts';
import { type MetricInfo, metricNamed } from '../../protocol/metrics';
import { channelTitle } from '../../runs/alerts';
import { alerts, allowNotifications, beep, changeAlerts } from '../../store/alerts';
import { useStudio } from '../../store/react/useStudio';
import { closeSheet, sheets } from '../../store/sheets';
import { Button } from '../../ui/controls/Button';
import { Dialog } from '../../ui/controls/Dialog';
import { Field } from '../../ui/controls/Field';
import { IconButton } from '../../ui/controls/IconButton';
import { NumberField } from '../../ui/controls/NumberField';
import { Select } from '../../ui/controls/Select';
import { Toggle } from '../../ui/controls/Toggle';
import styles from './AlertsSheet.module.css';

export function AlertsSheet() {
  const open = useStore(sheets, (state) => state.open === 'alerts');
  return (
    <Dialog
      open={open}
      onClose={closeSheet}
      title="Alerts"
      description="Said once when a rule comes true for a run that trains in this tab, and again after it was false."
      reading
    >
      <Alerts />
    </Dialog>
  );
}

function Alerts() {
  const { rules, onEnd, notifications, sound } = useStore(alerts);
  const metrics = useKnownMetrics();
  const [refusal, setRefusal] = useState<string | null>(null);
  return (
    <div className={styles.sheet}>
      {rules.length > 0 && (
        <ul className={styles.rules}>
          {rules.map((rule) => (
            <li key={rule.id}>
              {ruleWords(rule, metrics)}
              <IconButton
                label={`Remove the alert ${ruleWords(rule, metrics)}`}
                icon={<Trash2 />}
                onClick={() => void changeAlerts({ rules: rules.filter(({ id }) => id !== rule.id) })}
              />
            </li>
          ))}
        </ul>
      )}
      <NewRule metrics={metrics} onRule={(rule) => void changeAlerts({ rules: [...rules, rule] })} />
      <Field label="Tell me when a run ends or fails">
        {(ids) => (
          <Toggle {...ids} checked={onEnd} onValue={(value) => void changeAlerts({ onEnd: value })} />
        )}
      </Field>
      <Field
        label="Notifications of the browser"
        error={refusal}
        hint="Also seen while another window is in front."
      >
        {(ids) => (
          <Toggle
            {...ids}
            checked={notifications}
            onValue={(value) => {
              setRefusal(null);
              if (!value) return void changeAlerts({ notifications: false });
              void allowNotifications().then((refused) => {
                setRefusal(refused);
                if (refused === null) void changeAlerts({ notifications: true });
              });
            }}
          />
        )}
      </Field>
      <Field label="Sound">
        {(ids) => (
          <Toggle
            {...ids}
            checked={sound}
            onValue={(value) => {
              if (value) beep();
              void changeAlerts({ sound: value });
            }}
          />
        )}
      </Field>
    </div>
  );
}

const comparisons: { value: AlertRule['is']; label: string }[] = [
  { value: 'above', label: 'is above' },
  { value: 'below', label: 'is below' },
  { value: 'notFinite', label: 'is not finite' },
];

function NewRule({ metrics, onRule }: { metrics: Known; onRule: (rule: AlertRule) => void }) {
  const options = metricOptions(metrics);
  const [chosen, setChosen] = useState('validation loss');
  const [is, setIs] = useState<AlertRule['is']>('below');
  const [value, setValue] = useState<number | string | null>(null);
  const option = options.find(({ value: key }) => key === chosen) ?? options[0]!;
  const limit = is === 'notFinite' ? 0 : value;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (typeof limit !== 'number') return;
        onRule({ id: crypto.randomUUID(), of: option.of, metric: option.metric, is, value: limit });
        setValue(null);
      }}
    >
      <Select aria-label="Metric" value={option.value} options={options} onValue={setChosen} />
      <Select
        aria-label="How it compares"
        value={is}
        options={comparisons}
        onValue={(next) => setIs(comparisons.find((one) => one.value === next)?.value ?? 'below')}
      />
      {is !== 'notFinite' && (
        <NumberField
          aria-label="Limit"
          aria-invalid={typeof value === 'string' || undefined}
          placeholder="0.05"
          value={value}
          onValue={setValue}
        />
      )}
      <Button type="submit" disabled={typeof limit !== 'number'}>
        Add
      </Button>
    </form>
  );
}

interface Known {
  metrics: readonly MetricInfo[];
  channels: readonly string[];
}

/** What the runs of this browser measure; the loss always. */
function useKnownMetrics(): Known {
  const runs = useStudio((state) => state.runs);
  const metrics = new Map<string, MetricInfo>([['loss', metricNamed([], 'loss')]]);
  for (const run of runs) for (const metric of run.metrics) metrics.set(metric.name, metric);
  return { metrics: [...metrics.values()], channels: ['loss', 'gradientNorm', 'learningRate'] };
}

function metricOptions({ metrics, channels }: Known) {
  const ofRows = (of: 'validation' | 'train') =>
    metrics
      .filter((metric) => metric.of === 'both' || metric.of === of)
      .map(({ name, title }) => ({ value: `${of} ${name}`, label: `${of} ${title}`, of, metric: name }));
  return [
    ...ofRows('validation'),
    ...ofRows('train'),
    ...channels.map((channel) => ({
      value: `step ${channel}`,
      label: `${channelTitle(channel, metrics)} of a step`,
      of: 'step' as const,
      metric: channel,
    })),
  ];
}

function ruleWords({ of, metric, is, value }: AlertRule, { metrics }: Known): string {
  const title =
    of === 'step'
      ? `${channelTitle(metric, metrics)} of a step`
      : `${of} ${metricNamed(metrics, metric).title}`;
  return is === 'notFinite' ? `${title} is not finite` : `${title} is ${is} ${value}`;
}
