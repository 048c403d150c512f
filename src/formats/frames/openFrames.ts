/** A file of frames as arrays: one pass that finds out what there is, and one for each stream. */
import type { FileFormat } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import { sniffEncoding } from '../csv/dialect';
import type { TextEncoding } from '../csv/pieces';
import {
  headerOf,
  type NamedBlob,
  type OpenedFile,
  type ReadWatch,
  type Slab,
  throwIfAborted,
} from '../openedFile';
import { SLAB_BYTES } from '../values';
import type { Found, Frame } from './frame';
import { type FrameArray, frameArrays } from './frameArrays';
import { createLines, type Lines } from './lines';
import { createRemarks } from './remarks';
import { addLateTexts, addToTally, emptyTally, type FrameTally, hasLateTexts } from './tally';

/** All that a file holds, in its order. @throws AnnealError for a file that is of another format. */
export type ReadFrames = (file: string, lines: Lines) => AsyncGenerator<Found>;

const SAMPLE_BYTES = 1 << 16;

/**
 * @throws AnnealError `data-empty` without a frame, what is wrong with the first one where none can be read, `cancelled`,
 * and what the reader throws.
 */
export async function openFrames(
  file: NamedBlob,
  format: FileFormat,
  read: ReadFrames,
  watch: ReadWatch,
): Promise<OpenedFile> {
  const sample = new Uint8Array(await file.blob.slice(0, SAMPLE_BYTES).arrayBuffer());
  const encoding = sniffEncoding(sample);
  const tally = await scan(file, encoding, read, watch);
  const { arrays, notes } = frameArrays(tally);
  const headers = arrays.map(({ header }) => header);
  return {
    format,
    arrays: headers,
    notes: [...tally.notes, ...notes],
    async *stream(names, streamWatch) {
      for (const name of names) headerOf(file.name, headers, name);
      const wanted = arrays.filter(({ header }) => names.includes(header.name));
      if (wanted.length === 0) return;
      const fill = createFill(wanted, tally.frames);
      for await (const found of read(file.name, createLines(file, encoding, streamWatch))) {
        if (found.kind !== 'frame') continue;
        for (const slab of fill(found.frame)) {
          throwIfAborted(streamWatch?.signal, file.name);
          yield slab;
        }
      }
    },
    close() {},
  };
}

async function scan(
  file: NamedBlob,
  encoding: TextEncoding,
  read: ReadFrames,
  { onProgress, signal }: ReadWatch,
): Promise<FrameTally> {
  const tally = emptyTally();
  const remarks = createRemarks();
  for await (const found of read(file.name, createLines(file, encoding, { onProgress, signal }))) {
    switch (found.kind) {
      case 'frame':
        addToTally(tally, found.frame);
        break;
      case 'damaged':
        remarks.addDamage(found.error);
        break;
      case 'remark':
        remarks.add(found.remark, found.line);
        break;
    }
  }
  if (tally.frames === 0) throw remarks.firstDamage ?? noFrames(file);
  if (hasLateTexts(tally)) {
    for await (const found of read(file.name, createLines(file, encoding, { signal }))) {
      if (found.kind === 'frame') addLateTexts(tally, found.frame);
    }
  }
  tally.notes.unshift(...remarks.notes(tally.frames));
  return tally;
}

/** Takes frame after frame. @returns slabs of all arrays whenever as many frames came as make one. */
function createFill(arrays: readonly FrameArray[], frames: number): (frame: Frame) => Slab[] {
  const bytes = arrays.reduce((sum, { width, room }) => sum + width * room(0).BYTES_PER_ELEMENT, 0);
  const height = Math.max(1, Math.floor(SLAB_BYTES / bytes));
  let left = frames;
  let row = 0;
  let rooms = newRooms();

  function newRooms() {
    return arrays.map(({ room }) => room(Math.min(height, left)));
  }

  return (frame) => {
    for (const [index, { width, put }] of arrays.entries()) put(frame, rooms[index]!, row * width);
    row++;
    left--;
    if (row < height && left > 0) return [];
    const slabs = arrays.map(({ header: { name }, categories }, index) => {
      return { name, data: rooms[index]!, categories: categories() };
    });
    row = 0;
    rooms = newRooms();
    return slabs;
  };
}

function noFrames(file: NamedBlob): AnnealError {
  return new AnnealError('data-empty', `${file.name} holds no atoms.`, {
    place: file.name,
    received: `${file.blob.size} bytes`,
    remedy: 'Choose a file with at least one frame of at least one atom.',
  });
}
