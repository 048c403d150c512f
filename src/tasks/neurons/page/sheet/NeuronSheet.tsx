/** What is inside a dataset of recordings: its sessions, and the chosen one in frames, spikes and behaviour. */
import { useMemo, useState } from 'react';
import { Notice } from '../../../../ui/controls/Notice';
import type { DatasetSheetProps } from '../../../page';
import { SessionSheet } from './SessionSheet';
import { SessionsPanel } from './SessionsPanel';
import { isSound, listedSessions } from './sessions';
import { useSummaries } from './useSummaries';

export function NeuronSheet({ dataset: { fingerprint, arrays } }: DatasetSheetProps) {
  const sessions = useMemo(() => listedSessions(arrays), [arrays]);
  const [wanted, setWanted] = useState<string | null>(null);
  const summaries = useSummaries(fingerprint, sessions);
  const session = sessions.find(({ name }) => name === wanted) ?? sessions[0];
  if (!session) {
    return (
      <Notice tone="warn" title="There is no session">
        <p>Each is a file or a group with spike counts as robs [time bins, units].</p>
      </Notice>
    );
  }
  const found = summaries.get(session.name);
  return (
    <>
      <SessionsPanel
        sessions={sessions}
        summaries={summaries}
        chosen={session.name}
        onChoose={(name) => setWanted(name)}
      />
      {isSound(session) ? (
        <SessionSheet
          key={session.name}
          fingerprint={fingerprint}
          session={session}
          summary={found && 'summary' in found ? found.summary : null}
        />
      ) : (
        session.error && (
          <Notice tone="warn" title={`Session ${session.name} cannot be shown`} error={session.error} />
        )
      )}
    </>
  );
}
