/** Files of frames as arrays: one pass that finds out what there is, and one for each stream. */
import type { FileFormat } from '../../protocol/datasets';
import { AnnealError } from '../../protocol/errors';
import { sniffEncoding } from '../csv/encoding';
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

export interface FramesSource {
  file: NamedBlob;
  read: ReadFrames;
}

const SAMPLE_BYTES = 1 << 16;

/**
 * Frames of several files are one set, with the array `file` that says where each is from; a file that cannot be read is
 * left out and told.
 * @param name of them together.
 * @throws AnnealError `data-empty` without a frame, what is wrong with the first one where none can be read, `cancelled`,
 * and what the reader throws of a single file.
 */
export async function openFrames(
  name: string,
  sources: readonly FramesSource[],
  format: FileFormat,
  watch: ReadWatch,
): Promise<OpenedFile> {
  const encoded = await Promise.all(sources.map(withEncoding));
  const { tally, readable } = await scan(name, encoded, watch);
  const { arrays, notes } = frameArrays(tally);
  const headers = arrays.map(({ header }) => header);
  return {
    format,
    arrays: headers,
    notes: [...tally.notes, ...notes],
    async *stream(names, streamWatch) {
      for (const wanted of names) headerOf(name, headers, wanted);
      const wanted = arrays.filter(({ header }) => names.includes(header.name));
      if (wanted.length === 0) return;
      const fill = createFill(wanted, tally.frames);
      for await (const { found } of readAll(readable, sources.length > 1, streamWatch)) {
        if (found.kind !== 'frame') continue;
        for (const slab of fill(found.frame)) {
          throwIfAborted(streamWatch?.signal, name);
          yield slab;
        }
      }
    },
    close() {},
  };
}

interface EncodedSource extends FramesSource {
  encoding: TextEncoding;
}

async function withEncoding({ file, read }: FramesSource): Promise<EncodedSource> {
  const sample = new Uint8Array(await file.blob.slice(0, SAMPLE_BYTES).arrayBuffer());
  return { file, read, encoding: sniffEncoding(sample) };
}

const pathOf = ({ name, relativePath }: NamedBlob) => relativePath || name;

/** What the files hold, one after the other. @param isSet whether frames are told apart by their file. */
async function* readAll(
  sources: readonly EncodedSource[],
  isSet: boolean,
  { onProgress, signal }: ReadWatch = {},
): AsyncGenerator<{ found: Found; source: EncodedSource }> {
  const total = sources.reduce((sum, { file }) => sum + file.blob.size, 0);
  let done = 0;
  for (const source of sources) {
    const { file, read, encoding } = source;
    const before = done;
    const lines = createLines(file, encoding, {
      signal,
      onProgress: (part) => onProgress?.(before + part, total),
    });
    for await (const found of read(file.name, lines)) {
      if (isSet && found.kind === 'frame' && !found.frame.info.has('file'))
        found.frame.info.set('file', { text: pathOf(file), numbers: null });
      yield { found, source };
    }
    done += file.blob.size;
  }
}

/** @returns what is known of all frames, and the files that can be read to their end. */
async function scan(
  name: string,
  sources: readonly EncodedSource[],
  { onProgress, signal }: ReadWatch,
): Promise<{ tally: FrameTally; readable: EncodedSource[] }> {
  const tally = emptyTally();
  const remarks = createRemarks();
  const isSet = sources.length > 1;
  const readable: EncodedSource[] = [];
  const total = sources.reduce((sum, { file }) => sum + file.blob.size, 0);
  let done = 0;
  for (const source of sources) {
    const { file } = source;
    const before = done;
    const watch = { signal, onProgress: (part: number) => onProgress?.(before + part, total) };
    const frames = tally.frames;
    let isWhole = true;
    let isEmpty = true;
    try {
      for await (const { found } of readAll([source], isSet, watch)) {
        isEmpty = false;
        switch (found.kind) {
          case 'frame':
            addToTally(tally, found.frame);
            break;
          case 'damaged':
            remarks.addDamage(found.error);
            break;
          case 'remark':
            remarks.add(found.remark, `line ${found.line}${isSet ? ` of ${file.name}` : ''}`);
            break;
        }
      }
    } catch (thrown) {
      // A file of another format among the frames of others. It is of no use when it begins like frames and goes on otherwise.
      if (!isSet || !(thrown instanceof AnnealError) || thrown.code === 'cancelled' || tally.frames > frames)
        throw thrown;
      remarks.addDamage(thrown);
      isWhole = false;
    }
    if (isWhole) readable.push(source);
    if (isWhole && isEmpty) remarks.addDamage(noFrames(file.name, file.blob.size));
    done += file.blob.size;
  }
  if (tally.frames === 0) throw remarks.firstDamage ?? noFrames(name, total);
  if (hasLateTexts(tally)) {
    for await (const { found } of readAll(readable, isSet, { signal })) {
      if (found.kind === 'frame') addLateTexts(tally, found.frame);
    }
  }
  tally.notes.unshift(...remarks.notes(tally.frames));
  return { tally, readable };
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

function noFrames(name: string, bytes: number): AnnealError {
  return new AnnealError('data-empty', `${name} holds no atoms.`, {
    place: name,
    received: `${bytes} bytes`,
    remedy: 'Choose a file with at least one frame of at least one atom.',
  });
}
