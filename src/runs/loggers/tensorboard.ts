/**
 * Writes a run for TensorBoard, while it trains: `NAME-ID/events.out.tfevents.…`, a file for each session. A session that goes on
 * from an earlier checkpoint says so in its file, and TensorBoard drops what the ones before have told of later steps.
 */

import { joinBytes } from '../../formats/joinBytes';
import {
  experimentValue,
  type SessionStatus,
  sessionEndValue,
  sessionStartValue,
} from '../../formats/tensorboard/hparams';
import { readEventRun } from '../../formats/tensorboard/read';
import {
  eventFileName,
  fileVersionEvent,
  histogramValue,
  imageValue,
  scalarValue,
  sessionStartEvent,
  summaryEvent,
} from '../../formats/tensorboard/write';
import type { ExamplesEvent, StartedEvent, TrainEvent } from '../../protocol/events';
import type { HeardRun, RunListener } from '../runListener';
import { tensorName } from '../tensorLine';
import { type LogFolder, runFolderName, shortId } from './logFolder';
import { type LoggedImage, loggedPictures } from './loggedPictures';
import { epochMetrics, epochScalars, flatSettings, type Scalars, stepsOf, testScalars } from './loggedValues';

export interface TensorBoardOptions {
  folder: LogFolder;
  /** The time; for tests. */
  now?: () => Date;
  /** Pictures of what a validation had to look at; left out: those of the run's task. */
  images?: (run: HeardRun, event: ExamplesEvent) => LoggedImage[];
}

export function tensorboardLogger({
  folder,
  now = () => new Date(),
  images = loggedPictures,
}: TensorBoardOptions): RunListener {
  let run: HeardRun | null = null;
  let runFolder = '';
  let path = '';
  /** Where the run stands, for events that have no step of their own. */
  let step = 0;

  const wallTime = () => now().getTime() / 1000;
  const write = (values: readonly Uint8Array[], at = step) =>
    folder.append(path, summaryEvent({ wallTime: wallTime(), step: at }, values));
  const scalarsOf = (scalars: Scalars) => [...scalars].map(([tag, value]) => scalarValue(tag, value));

  /** Whether an earlier session has tested the run at this very step: it was at its end already. */
  async function isTested(at: number): Promise<boolean> {
    if (run?.resumedFrom?.step !== at) return false;
    const names = (await folder.list(runFolder)).filter((name) => name.startsWith('events.out.tfevents.'));
    const files = await Promise.all(
      names.map(async (name) => ({
        name,
        blob: new Blob([(await folder.read(`${runFolder}/${name}`)) ?? '']),
      })),
    );
    const { curves } = await readEventRun(files);
    return [...curves].some(([tag, curve]) => tag.startsWith('test/') && curve.step.includes(at));
  }

  const giveUpFrom = (at: number) =>
    folder.append(path, sessionStartEvent({ wallTime: wallTime(), step: at }));

  async function open(event: StartedEvent): Promise<void> {
    const { id, name, config, resumedFrom } = run!;
    const before = (await folder.list('')).find((one) => one.endsWith(shortId(id)));
    runFolder = before ?? runFolderName(name, id);
    const names = await folder.list(runFolder);
    const at = now();
    let uid = 0;
    while (names.includes(eventFileName(at, uid))) uid++;
    path = `${runFolder}/${eventFileName(at, uid)}`;
    await folder.append(path, fileVersionEvent(wallTime()));
    step = resumedFrom?.step ?? 0;
    // Without a checkpoint the run begins anew, however far a session before has come.
    if (before || resumedFrom) await giveUpFrom(step + 1);
    const settings = flatSettings(config);
    await write([
      experimentValue(settings, epochMetrics(event), wallTime()),
      sessionStartValue(settings, id, wallTime()),
    ]);
  }

  async function end(status: SessionStatus): Promise<void> {
    await write([sessionEndValue(status, wallTime())]);
  }

  async function heard(event: TrainEvent): Promise<void> {
    switch (event.type) {
      case 'started':
        return open(event);
      case 'batch': {
        const steps = stepsOf(event, now());
        const first = steps[0]?.step ?? Number.POSITIVE_INFINITY;
        // The training has returned to an earlier step.
        if (first <= step) await giveUpFrom(first);
        const parts = steps.map((one) =>
          summaryEvent({ wallTime: one.time / 1000, step: one.step }, scalarsOf(one.scalars)),
        );
        step = event.step;
        return folder.append(path, joinBytes(parts));
      }
      case 'epoch':
        step = event.step;
        return write(scalarsOf(epochScalars(event)));
      case 'tensors':
        return write(
          event.tensors
            .filter(({ histogram }) => histogram.length > 0)
            .map((tensor) => histogramValue(tensorName(tensor), tensor)),
          event.step,
        );
      case 'examples': {
        const values = (run ? images(run, event) : []).map(({ tag, ...image }) => imageValue(tag, image));
        return values.length > 0 ? write(values) : undefined;
      }
      case 'finished': {
        const test = testScalars(event);
        if (test.size > 0 && !(await isTested(event.step))) await write(scalarsOf(test), event.step);
        return end(event.reason === 'stopped' ? 'unknown' : 'success');
      }
      case 'failed':
        return end('failure');
      case 'checkpoint':
        // What stands before a checkpoint is never told again.
        return folder.flush();
      case 'planned':
      case 'validation':
      case 'warning':
      case 'paused':
      case 'resumed':
        return;
    }
  }

  return {
    name: 'TensorBoard',
    started(heardRun) {
      run = heardRun;
    },
    async heard(event) {
      // A training that was refused has not begun.
      if (event.type === 'started' || path !== '') await heard(event);
    },
    ended: () => folder.flush(),
  };
}
