/** Pause, continue, stop or resume the active run, from any place. */
import { Pause, Play, Square } from 'lucide-react';
import type { RunStatus } from '../../protocol/records';
import { continueRun, pauseRun, resumeRun, stopRun } from '../../store/training';
import { IconButton } from '../../ui/controls/IconButton';

export interface RunButtonsProps {
  id: string;
  name: string;
  status: RunStatus;
  /** In this tab. */
  underWay: boolean;
  /** Whether it may be gone on with from here: where another run is shown, that one has a Resume of its own. */
  resumable: boolean;
}

export function RunButtons({ id, name, status, underWay, resumable }: RunButtonsProps) {
  return (
    <>
      {status === 'training' && (
        <IconButton label={`Pause ${name}`} icon={<Pause />} onClick={() => pauseRun(id)} />
      )}
      {underWay && resumable && status === 'paused' && (
        <IconButton label={`Continue ${name}`} icon={<Play />} onClick={() => continueRun(id)} />
      )}
      {underWay && <IconButton label={`Stop ${name}`} icon={<Square />} onClick={() => stopRun(id)} />}
      {!underWay && resumable && (status === 'interrupted' || status === 'paused') && (
        <IconButton label={`Resume ${name}`} icon={<Play />} onClick={() => void resumeRun(id)} />
      )}
    </>
  );
}
