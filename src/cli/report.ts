/** How a run is told on standard output: JSON lines for scripts, the statistics table of each epoch for people. */

import { AnnealError } from '../protocol/errors';
import type { StartedEvent, TrainEvent } from '../protocol/events';
import { plainMetrics } from '../protocol/metrics';
import { type LogContext, logLine } from '../runs/runLog';
import { formatStatisticsTable } from '../runs/statisticsTable';
import { endProgress, errorLine, say, showProgress, writeJson } from './command';

export type Report = (event: TrainEvent) => void;

export function createReport(json: boolean): Report {
  const tell = json ? writeJson : createTables();
  return (event) => {
    // Examples are for the page.
    if (event.type === 'examples') return;
    tell(event);
    // Standard error is for people in both cases.
    if (event.type === 'warning') say(event.message);
    if (event.type === 'failed') process.stderr.write(`${errorLine(AnnealError.fromJSON(event.error))}\n`);
  };
}

function createTables(): Report {
  let started: StartedEvent | null = null;
  let learningRate: number | null = null;
  function print(text: string): void {
    endProgress();
    process.stdout.write(`${text}\n`);
  }
  return (event) => {
    switch (event.type) {
      case 'started':
        started = event;
        return print(messageOf(event));
      case 'planned':
        if (started) {
          started = { ...started, totalEpochs: event.totalEpochs, totalSteps: event.totalSteps };
        }
        return print(messageOf(event));
      case 'batch': {
        const { epoch, step, steps, examplesPerSecond, etaSeconds } = event;
        const loss = steps.channels.loss?.at(-1)?.toExponential(3) ?? '';
        const speed = `${Math.round(examplesPerSecond)} rows/s`;
        return showProgress(
          `epoch ${epoch}/${started?.totalEpochs} · step ${step}/${started?.totalSteps} · loss ${loss} · ${speed} · ${duration(etaSeconds)} left`,
        );
      }
      case 'epoch':
        learningRate = event.learningRate;
        return print(`\n${formatStatisticsTable(event, started?.metrics ?? plainMetrics([event]))}`);
      case 'finished':
        return print(`\n${messageOf(event, { learningRate, metrics: started?.metrics })}`);
      case 'validation':
      case 'checkpoint':
      case 'warning':
      case 'paused':
      case 'resumed':
      case 'failed':
      case 'examples':
      case 'tensors':
        return;
    }
  };
}

/** The log's words without its time and level. */
function messageOf(event: TrainEvent, context?: LogContext): string {
  return (logLine(event, new Date(), context) ?? '').replace(/^.*? - [A-Z]+ - /gm, '');
}

/** "1:02:03", "2:03" or "4.5 s". */
function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const [h, m, s] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor) as [
    number,
    number,
    number,
  ];
  const two = (value: number) => String(value).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
