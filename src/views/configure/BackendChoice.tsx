/** Where it trains: the machine's choice with its reason, or one's own; how many runs at once; and for whom it is logged. */
import { useEffect } from 'react';
import type { BackendPreference } from '../../protocol/commands';
import type { BackendInfo } from '../../protocol/events';
import { chooseBackend, chooseWorkers, probeBackends } from '../../store/backends';
import { useStudio } from '../../store/react/useStudio';
import { Field } from '../../ui/controls/Field';
import { Panel } from '../../ui/controls/Panel';
import { Segments } from '../../ui/controls/Segments';
import { Select } from '../../ui/controls/Select';
import styles from './BackendChoice.module.css';
import { LoggersChoice } from './LoggersChoice';

const names: Record<BackendPreference, string> = { auto: 'Auto', webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU' };
const order: BackendPreference[] = ['auto', 'webgpu', 'wasm', 'cpu'];

export function BackendChoice() {
  const backends = useStudio((state) => state.backends);
  const preference = useStudio((state) => state.backendPreference);
  useEffect(() => void probeBackends(), []);
  const info =
    preference === 'auto' ? backends?.automatic : backends?.available.find(({ name }) => name === preference);
  return (
    <Panel title="Train on">
      <Segments
        label="Backend"
        value={preference}
        segments={order.map((value) => ({
          value,
          label: names[value],
          disabled:
            backends !== null && value !== 'auto' && !backends.available.some(({ name }) => name === value),
        }))}
        onValue={(value) => void chooseBackend(value)}
      />
      <p className={styles.reason} aria-live="polite">
        {info
          ? `${inWords(info)}. ${info.reason ?? ''}`
          : backends
            ? `${names[preference]} is not available here.`
            : 'Looking at what this machine offers…'}
      </p>
      <WorkersChoice />
      <LoggersChoice />
    </Panel>
  );
}

/** How many runs train on the cores at once; the GPU always trains one. */
function WorkersChoice() {
  const workers = useStudio((state) => state.workers);
  const cores = navigator.hardwareConcurrency;
  const most = Math.max(cores, workers ?? 1);
  const numbers = Array.from({ length: most }, (_, i) => String(i + 1));
  return (
    <Field label="Runs at once on WASM" hint={workersHint}>
      {(ids) => (
        <Select
          {...ids}
          value={workers === null ? automatic : String(workers)}
          options={[
            { value: automatic, label: `Automatic: ${count(Math.max(1, cores - 1), 'core')}` },
            ...numbers.map((value) => ({ value, label: value })),
          ]}
          onValue={(value) => void chooseWorkers(value === automatic ? null : Number(value))}
        />
      )}
    </Field>
  );
}

const automatic = 'automatic';

const workersHint =
  'What is started while others train begins beside them where cores and memory allow, else it waits. On WebGPU one run trains at a time.';

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;

/** The device in words often begins with the backend's name. */
function inWords({ name, device }: BackendInfo): string {
  return device.startsWith(names[name]) ? device : `${names[name]}, ${device}`;
}
