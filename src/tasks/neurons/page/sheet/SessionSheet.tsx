/** One session: what was seen, what the units did, what the animal did. */
import { useState } from 'react';
import type { SessionSummary } from '../../preview/questions';
import { ActivityPanel } from './ActivityPanel';
import { ContrastPanel } from './ContrastPanel';
import { FramesPanel } from './FramesPanel';
import { RatesPanel } from './RatesPanel';
import { rateUnit } from './rates';
import styles from './SessionSheet.module.css';
import type { SessionPartProps } from './sessions';

export interface SessionSheetProps extends SessionPartProps {
  /** null until it is there. */
  summary: SessionSummary | null;
}

export function SessionSheet({ fingerprint, session, summary }: SessionSheetProps) {
  const { bins, frame } = session.shape;
  /** Whose frame is looked at. */
  const [bin, setBin] = useState(Math.min(bins - 1, 11));
  const part = { fingerprint, session };
  const unit = rateUnit(summary?.binsPerSecond ?? null);
  return (
    <>
      {frame && <FramesPanel {...part} bin={bin} onBin={setBin} />}
      <ActivityPanel
        {...part}
        cids={summary?.cids ?? null}
        unit={unit}
        bin={frame ? bin : null}
        onBin={setBin}
      />
      <div className={styles.both}>
        <RatesPanel summary={summary} unit={unit} />
        {frame && <ContrastPanel {...part} />}
      </div>
    </>
  );
}
