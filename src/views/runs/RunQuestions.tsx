/** What a run of the table is asked about, in a dialog above it. It stays open when the row scrolls out of sight. */
import type { RunRecord } from '../../protocol/records';
import { ColourDialog } from './ColourDialog';
import { ContinueDialog } from './ContinueDialog';
import { NotesDialog } from './NotesDialog';
import { TrainAgainDialog } from './TrainAgainDialog';

export interface RunQuestion {
  what: 'continue' | 'again' | 'notes' | 'colour';
  run: RunRecord;
}

export function RunQuestions({ question, onClose }: { question: RunQuestion; onClose: () => void }) {
  const { what, run } = question;
  switch (what) {
    case 'continue':
      return <ContinueDialog run={run} checkpoint={null} later={0} onClose={onClose} />;
    case 'again':
      return <TrainAgainDialog run={run} onClose={onClose} />;
    case 'notes':
      return <NotesDialog run={run} open onClose={onClose} />;
    case 'colour':
      return <ColourDialog run={run} onClose={onClose} />;
  }
}
