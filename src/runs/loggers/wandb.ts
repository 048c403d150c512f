/**
 * Writes a run as W&B does without a network: `offline-run-…-ID/run-ID.wandb`, which `wandb sync` takes. A run that goes on from an
 * earlier checkpoint goes on in its file, out of which the rows beyond the checkpoint are cut: W&B keeps one row a step.
 */

import { joinBytes } from '../../formats/joinBytes';
import { readFields } from '../../formats/protobuf';
import { wandbChunks, wandbHeader, wandbRecords } from '../../formats/wandb/chunks';
import { rowOf } from '../../formats/wandb/read';
import {
  configRecord,
  exitRecord,
  headerRecord,
  historyRecord,
  runRecord,
  summaryRecord,
} from '../../formats/wandb/write';
import type { TensorsEvent, TrainEvent } from '../../protocol/events';
import type { TensorSummary } from '../../protocol/tensors';
import type { HeardRun, RunListener } from '../runListener';
import { tensorName } from '../tensorLine';
import type { LogFolder } from './logFolder';
import { epochScalars, type Scalars, stepsOf, testScalars } from './loggedValues';

export interface WandbOptions {
  folder: LogFolder;
  /** Under which the run appears. */
  project?: string;
  now?: () => Date;
}

interface Row {
  step: number;
  values: Map<string, unknown>;
}

export function wandbLogger({
  folder,
  project = 'anneal',
  now = () => new Date(),
}: WandbOptions): RunListener {
  let run: HeardRun | null = null;
  let path = '';
  let startedAt = now();
  /** Bytes and records of the file. */
  let position = 0;
  let count = 0;
  let held: Uint8Array[] = [];
  /** The row of the latest step, to which its epoch may still add, and the last one in the file. */
  let row: Row | null = null;
  let written: Row | null = null;
  const summary = new Map<string, unknown>();

  /** @param make makes the record of its number. It is in the file from the next `settle` on. */
  function append(make: (number: number) => Uint8Array): void {
    const chunks = wandbChunks(make(count++), position);
    held.push(chunks);
    position += chunks.length;
  }

  /** Steps come many at once, and are written at once. */
  async function settle(): Promise<void> {
    const bytes = joinBytes(held);
    held = [];
    if (bytes.length > 0) await folder.append(path, bytes);
  }

  /** Takes rows beyond a step, and how the run ended, out of the file. @returns whether anything is left of it. */
  async function cutBeyond(step: number): Promise<boolean> {
    await settle();
    const bytes = await folder.read(path);
    if (!bytes || bytes.length <= wandbHeader.length) return false;
    count = 0;
    position = wandbHeader.length;
    written = null;
    for await (const { record, end } of wandbRecords({ name: path, blob: new Blob([bytes]) }, () => {})) {
      const fields = [...readFields(record)];
      const history = fields.find(({ number }) => number === 2);
      const kept = history ? rowOf(history.bytes) : null;
      if ((kept && kept.step > step) || fields.some(({ number }) => number === 18)) break;
      written = kept ?? written;
      count++;
      position = end;
    }
    await folder.write(path, bytes.slice(0, position));
    return true;
  }

  function flush(): void {
    if (!row) return;
    const { step, values } = row;
    written = row;
    row = null;
    append((number) => historyRecord(number, step, values));
  }

  /** Adds to the row of a step; a row that is complete by it goes into the file. */
  async function put(
    step: number,
    values: ReadonlyMap<string, unknown>,
    at = now().getTime(),
  ): Promise<void> {
    if (row && row.step !== step) flush();
    if (!row && written && written.step >= step) {
      // The training has returned to an earlier step, or a checkpoint stands between the values of one.
      const begun = written.step === step ? written : null;
      await cutBeyond(step - 1);
      row = begun;
    }
    row ??= { step, values: new Map<string, unknown>([['_step', step]]) };
    row.values.set('_timestamp', at / 1000).set('_runtime', (at - startedAt.getTime()) / 1000);
    for (const [name, value] of values) row.values.set(name, value);
  }

  function summarize(scalars: Scalars, more: Record<string, unknown>): void {
    for (const [name, value] of [...scalars, ...Object.entries(more)]) summary.set(name, value);
    flush();
    append((number) => summaryRecord(number, summary));
  }

  async function open(): Promise<void> {
    const { name, config, resumedFrom, ...heardRun } = run!;
    startedAt = now();
    const id = heardRun.id.replace(/[^A-Za-z0-9_]/g, '').slice(0, 64) || 'run';
    const before = (await folder.list('')).find(
      (one) => one.startsWith('offline-run-') && one.endsWith(`-${id}`),
    );
    path = `${before ?? `offline-run-${stamp(startedAt)}-${id}`}/run-${id}.wandb`;
    const { experiment, ...settings } = config;
    const sections = new Map<string, unknown>(Object.entries(settings));
    const startingStep = resumedFrom?.step ?? 0;
    if (resumedFrom && before && (await cutBeyond(startingStep))) {
      append((number) => configRecord(number, sections));
      return;
    }
    count = 0;
    position = wandbHeader.length;
    await folder.write(path, wandbHeader);
    const named = { id, project, name, notes: experiment.notes, tags: experiment.tags };
    append((number) => headerRecord(number));
    append((number) => runRecord(number, { ...named, settings: sections, startingStep, startedAt }));
    append((number) => configRecord(number, sections));
  }

  async function heard(event: TrainEvent): Promise<void> {
    switch (event.type) {
      case 'batch':
        for (const { step, scalars, time } of stepsOf(event, now())) await put(step, scalars, time);
        return;
      case 'epoch':
        return put(event.step, epochScalars(event));
      case 'tensors':
        return put(event.step, histogramsOf(event));
      case 'checkpoint':
        // What stands before a checkpoint is never told again.
        summarize(new Map(), { epoch: event.epoch, step: event.step });
        await settle();
        return folder.flush();
      case 'finished': {
        const { reason, step, seconds, best } = event;
        summarize(testScalars(event), {
          step,
          finish_reason: reason,
          ...(best && { best: { [best.monitor]: best.value, epoch: best.epoch, step: best.step } }),
        });
        return append((number) => exitRecord(number, 0, seconds));
      }
      case 'failed':
        summarize(new Map(), { error: event.error.message });
        return append((number) => exitRecord(number, 1, (now().getTime() - startedAt.getTime()) / 1000));
      default:
        return;
    }
  }

  return {
    name: 'W&B',
    started(heardRun) {
      run = heardRun;
    },
    async heard(event) {
      if (event.type === 'started') await open();
      // A training that was refused has not begun.
      else if (path !== '') await heard(event);
      await settle();
    },
    async ended() {
      flush();
      await settle();
      await folder.flush();
    },
  };
}

/** As W&B draws them: counts, and the edges of the bars, one more than there are. */
function histogramsOf({ tensors }: TensorsEvent): Map<string, unknown> {
  const drawn = tensors.filter(
    ({ histogram, min, max }) => histogram.length > 0 && min !== null && max !== null,
  );
  return new Map(
    drawn.map((tensor) => [
      tensorName(tensor),
      { _type: 'histogram', values: tensor.histogram, bins: edgesOf(tensor) },
    ]),
  );
}

function edgesOf({ histogram, min, max }: TensorSummary): number[] {
  const [low, high] = [min ?? 0, max ?? 0];
  return Array.from(
    { length: histogram.length + 1 },
    (_, edge) => low + ((high - low) * edge) / histogram.length,
  );
}

/** `20260131_120000`, in the time of the place. */
function stamp(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${day}_${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}
