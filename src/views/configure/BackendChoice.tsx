/** Where it trains: the machine's choice with its reason, or one's own. */
import { useEffect } from 'react';
import type { BackendPreference } from '../../protocol/commands';
import type { BackendInfo } from '../../protocol/events';
import { chooseBackend, probeBackends } from '../../store/backends';
import { useStudio } from '../../store/react/useStudio';
import { Panel } from '../../ui/controls/Panel';
import { Segments } from '../../ui/controls/Segments';
import styles from './BackendChoice.module.css';

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
    </Panel>
  );
}

/** The device in words often begins with the backend's name. */
function inWords({ name, device }: BackendInfo): string {
  return device.startsWith(names[name]) ? device : `${names[name]}, ${device}`;
}
