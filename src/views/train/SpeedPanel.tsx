/** How fast a run trains, on what, and what it is made of; with the reason when a slower backend had to be taken. */
import type { EpochRow } from '../../protocol/events';
import type { RunRecord } from '../../protocol/records';
import type { LiveRun } from '../../store/liveRun';
import { describedTask } from '../../tasks/runConfig';
import { Panel } from '../../ui/controls/Panel';
import { bytes, capitalised, count, significant } from '../../ui/format/quantities';
import { limitedBy } from './limit';
import styles from './SpeedPanel.module.css';

export interface SpeedPanelProps {
  run: RunRecord;
  live: LiveRun | null;
  row: EpochRow | null;
  /** From the description of the configuration; null while unknown. */
  predictedBytes: number | null;
}

export function SpeedPanel({ run, live, row, predictedBytes }: SpeedPanelProps) {
  const started = live?.started ?? null;
  const backend = started?.backend ?? run.backend;
  const limit = limitedBy({
    backend,
    stepMilliseconds: live?.stepMilliseconds ?? null,
    stepsPerEpoch: started?.stepsPerEpoch ?? null,
    row,
  });
  const rows = started?.rows;
  const { many, trained = many } = describedTask(run.config.task).example;
  const facts: [string, string][] = [
    [`${capitalised(trained)} a second`, count(live?.examplesPerSecond ?? null)],
    ['Time a step', live?.stepMilliseconds ? `${significant(live.stepMilliseconds, 3)} ms` : '–'],
    ['Limited by', limit ?? '–'],
    ['Memory, at most', predictedBytes === null ? '–' : bytes(predictedBytes)],
    ['Parameters', count(started?.parameterCount ?? run.parameterCount)],
    [
      capitalised(many),
      rows ? `${count(rows.train)} train · ${count(rows.validation)} valid · ${count(rows.test)} test` : '–',
    ],
  ];
  return (
    <Panel title="Speed">
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name} className={styles.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div className={styles.fact}>
          <dt>Backend</dt>
          <dd>
            {backend ? `${backend.name}, ${backend.device}` : '–'}
            {backend?.reason && (
              <p className={styles.reason} data-slower={backend.name !== 'webgpu' || undefined}>
                {backend.reason}
              </p>
            )}
          </dd>
        </div>
      </dl>
    </Panel>
  );
}
