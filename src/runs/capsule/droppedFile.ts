/** Tells by its content whether a dropped file is a run or a checkpoint to import, or data. */
import { isImageName } from '../../formats/images/names';
import { openNpz } from '../../formats/npy/npz';
import type { NamedBlob } from '../../formats/openedFile';
import { isZip, openZip } from '../../formats/zip/zip';
import { stateArray } from '../checkpointFiles';
import { isLog } from '../foreign/readLogs';
import { holdsRun } from './readRunArchive';

/** What is neither a run, nor a checkpoint, nor the log of a training is `data`; whether it is any good is the importer's question. */
export async function kindOfDroppedFile(file: NamedBlob): Promise<'run' | 'checkpoint' | 'log' | 'data'> {
  // There may be thousands, and none of them is looked into twice.
  if (isImageName(file.name)) return 'data';
  if (await isLog(file)) return 'log';
  const start = new Uint8Array(await file.blob.slice(0, 9).arrayBuffer());
  // A safetensors file starts with the length of its header, then the header's brace; no data format does.
  if (/\.safetensors$/i.test(file.name)) return 'checkpoint';
  if (start.length === 9 && start[8] === 0x7b && start.subarray(4, 8).every((byte) => byte === 0))
    return 'checkpoint';
  if (!isZip(start)) return 'data';
  try {
    if (holdsRun(await openZip(file))) return 'run';
    const { arrays } = await openNpz(file);
    return arrays.some(({ name }) => name === stateArray) ? 'checkpoint' : 'data';
  } catch {
    return 'data';
  }
}
