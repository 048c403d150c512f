/** What is said aloud of a file of frames: damaged ones, what is left out, and what may be misunderstood. */
import type { DatasetWarning } from '../../protocol/datasets';
import type { AnnealError } from '../../protocol/errors';
import type { FrameRemark } from './frame';

export interface Remarks {
  /** @param where as "line 3". */
  add(remark: FrameRemark, where: string): void;
  addDamage(error: AnnealError): void;
  /** What is wrong with the first frame that cannot be read. */
  readonly firstDamage: AnnealError | null;
  /** @param frames that can be read. */
  notes(frames: number): DatasetWarning[];
}

/** Damaged frames of which each is told. */
const MOST_TOLD = 3;

export function createRemarks(): Remarks {
  const told: AnnealError[] = [];
  let damaged = 0;
  const counted = new Map<string, { remark: FrameRemark; count: number; where: string }>();

  return {
    add(remark, where) {
      const key = remark.about === 'text-column' ? `${remark.about} ${remark.name}` : remark.about;
      const own = counted.get(key);
      if (own) own.count++;
      else counted.set(key, { remark, count: 1, where });
    },
    addDamage(error) {
      damaged++;
      if (told.length < MOST_TOLD) told.push(error);
    },
    get firstDamage() {
      return told[0] ?? null;
    },
    notes(frames) {
      const notes = [...counted.values()].map(({ remark, count, where }) => wordsOf(remark, count, where));
      if (damaged === 0) return notes;
      const more = damaged > told.length ? `; and ${damaged - told.length} more` : '';
      const which = told.map(({ message }) => message.replace(/\.$/, '')).join('; ');
      const message = `Left out ${damaged} of ${damaged + frames} frames, which cannot be read: ${which}${more}`;
      return [{ code: 'frames-damaged', message }, ...notes];
    },
  };
}

function wordsOf(remark: FrameRemark, count: number, where: string): DatasetWarning {
  const frames = `${count} frame${count === 1 ? '' : 's'}`;
  switch (remark.about) {
    case 'lattice':
      return {
        code: 'frames-periodic',
        message: `A periodic cell is given for ${frames}, first on ${where}, and is ignored: atoms have no images`,
      };
    case 'bohr':
      return {
        code: 'frames-units',
        message: `The comment of ${frames}, first on ${where}, speaks of bohr or atomic units: positions are taken as they are, in Å`,
      };
    case 'drawing':
      return {
        code: 'frames-flat',
        message: `Flat: ${frames}, first on ${where}, hold a drawing, not a geometry: all z are 0 and the file says 2D`,
      };
    case 'no-atoms':
      return { code: 'skipped', message: `Left out ${frames} without atoms, first on ${where}` };
    case 'stray-line':
      return {
        code: 'skipped',
        message: `Left out ${count} line${count === 1 ? '' : 's'} between frames, first ${where}: no number of atoms begins there`,
      };
    case 'extra-columns':
      return {
        code: 'skipped',
        message: `Left out columns of ${frames}, first on ${where}: nothing names them; Properties=… in the comment would`,
      };
    case 'text-column':
      return { code: 'skipped', message: `\`${remark.name}\` was left out: text of every atom is not read` };
  }
}
