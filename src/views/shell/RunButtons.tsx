/** Pause, continue, stop or resume the active run, from any place. */
import { Pause, Play, Square } from 'lucide-react';
import type { RunStatus } from '../../protocol/records';
import { continueRun, pauseRun, resumeRun, stopRun } from '../../store/training';
import { IconButton } from '../../ui/controls/IconButton';

export function RunButtons({ id, name, status }: { id: string; name: string; status: RunStatus }) {
  const underWay = status === 'training' || status === 'paused' || status === 'waiting';
  return (
    <>
      {status === 'training' && (
        <IconButton label={`Pause ${name}`} icon={<Pause />} onClick={() => pauseRun(id)} />
      )}
      {status === 'paused' && (
        <IconButton label={`Continue ${name}`} icon={<Play />} onClick={() => continueRun(id)} />
      )}
      {underWay && <IconButton label={`Stop ${name}`} icon={<Square />} onClick={() => stopRun(id)} />}
      {status === 'interrupted' && (
        <IconButton label={`Resume ${name}`} icon={<Play />} onClick={() => void resumeRun(id)} />
      )}
    </>
  );
}
