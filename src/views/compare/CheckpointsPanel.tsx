/** Checkpoints of the chosen runs compared two at a time, on the rows that both held out. */
import { useState } from 'react';
import type { SplitChoice } from '../../protocol/commands';
import type { RunRecord } from '../../protocol/records';
import { Notice } from '../../ui/controls/Notice';
import { defaultSplit } from '../checkpoints/choices';
import { PairPanel } from '../checkpoints/PairPanel';

export function CheckpointsPanel({ runs: chosen }: { runs: readonly RunRecord[] }) {
  const runs = chosen.filter(({ foreign }) => !foreign);
  const [split, setSplit] = useState<SplitChoice | null>(null);
  const [first] = runs;
  if (!first) {
    return (
      <Notice title="There are no checkpoints to compare">
        <p>Logs of other programs bring none along; choose runs that were trained here.</p>
      </Notice>
    );
  }
  const others = runs.filter(
    ({ config, dataset }) =>
      config.task !== first.config.task || dataset.fingerprint !== first.dataset.fingerprint,
  ).length;
  return (
    <>
      {others > 0 && (
        <Notice
          title={`${others === 1 ? 'One run is' : `${others} runs are`} left out: of other data than ${first.name}.`}
        >
          <p>Differences on the same examples need the same dataset; choose runs of one.</p>
        </Notice>
      )}
      <PairPanel runs={runs} split={split ?? defaultSplit(first.config)} onSplit={setSplit} />
    </>
  );
}
