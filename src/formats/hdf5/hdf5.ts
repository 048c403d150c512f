/** HDF5 files through h5wasm. What is in a file: `tree.ts`; what arrays that makes: `offers.ts`. */
import { AnnealError, sentence } from '../../protocol/errors';
import type { ByteSource } from '../byteSource';
import { headerOf, type NamedBlob, type OpenedFile } from '../openedFile';
import { type MountedHdf5, mountHdf5 } from './library';
import type { Offer } from './offer';
import { offersIn } from './offers';
import { installFilters } from './plugins';
import { reasonOf, walkHdf5 } from './tree';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether an HDF5 superblock starts at byte 0, 512, 1024, … as the format allows, so that a header may precede it. */
export async function isHdf5(blob: ByteSource): Promise<boolean> {
  return (await superblockOf(blob)) !== null;
}

async function superblockOf(blob: ByteSource): Promise<number | null> {
  for (let offset = 0; offset < blob.size && offset <= 1 << 20; offset = offset === 0 ? 512 : offset * 2) {
    const start = new Uint8Array(await blob.slice(offset, offset + SIGNATURE.length).arrayBuffer());
    if (SIGNATURE.every((byte, index) => start[index] === byte)) return offset;
  }
  return null;
}

/**
 * Opens a file and lists its arrays by path.
 * @throws AnnealError `file-format` when it is no HDF5, `file-truncated` when it is cut off, `data-empty` without arrays.
 */
export async function openHdf5(file: NamedBlob): Promise<OpenedFile> {
  const superblock = await superblockOf(file.blob);
  if (superblock === null) {
    throw new AnnealError('file-format', `${file.name} is not an HDF5 file: its signature is missing.`, {
      place: file.name,
      received: `${file.blob.size} bytes that start otherwise than \\x89HDF`,
      remedy: 'Choose a file that h5py or another HDF5 library wrote.',
    });
  }
  const mounted = await mountHdf5(file).catch((thrown: unknown) => {
    throw explain(thrown, file.name);
  });
  try {
    return openMounted(file, mounted, superblock);
  } catch (thrown) {
    mounted.unmount();
    throw explain(thrown, file.name);
  }
}

function openMounted(file: NamedBlob, mounted: MountedHdf5, superblock: number): OpenedFile {
  const tree = walkHdf5(mounted, superblock, file.blob.size);
  const offers = offersIn(mounted, tree, file.blob);
  const { notes } = tree;
  if (offers.length === 0) {
    const reasons = notes.map((note) => note.message);
    const why = reasons.length > 0 ? `: ${reasons[0]}` : '';
    throw new AnnealError('data-empty', sentence(`${file.name} holds no arrays of numbers or text${why}`), {
      place: file.name,
      received: reasons.join('; ') || 'no datasets',
      remedy: 'Save arrays with one row a sample, for example file["X"] = X with h5py.',
    });
  }
  const arrays = offers.flatMap((offer) => offer.arrays);
  const offerOf = new Map(
    offers.flatMap((offer) => offer.arrays.map(({ name }): [string, Offer] => [name, offer])),
  );
  return {
    format: 'hdf5',
    arrays,
    notes,
    async *stream(names, watch = {}) {
      for (const name of names) headerOf(file.name, arrays, name);
      for (const offer of new Set(names.map((name) => offerOf.get(name)!))) {
        const own = names.filter((name) => offerOf.get(name) === offer);
        const place = own.length === 1 ? `${file.name}/${own[0]}` : file.name;
        try {
          await installFilters(mounted.library, offer.filters);
          yield* offer.stream(own, file.name, watch);
        } catch (thrown) {
          throw explain(thrown, place);
        }
      }
    },
    plain: (name) => offerOf.get(name)?.plain?.() ?? null,
    close: mounted.unmount,
  };
}

/** HDF5's stack of messages as one clear error. */
function explain(thrown: unknown, place: string): AnnealError {
  if (thrown instanceof AnnealError) return thrown;
  const account = thrown instanceof Error ? thrown.message : String(thrown);
  const [, eof, stored] = /truncated file: eof = (\d+).*stored_eof = (\d+)/.exec(account) ?? [];
  if (stored !== undefined) {
    return new AnnealError('file-truncated', `${place} is cut off: it has ${eof} of ${stored} bytes.`, {
      place,
      received: `${eof} bytes`,
      remedy: 'Copy or download the file again.',
    });
  }
  const error = new AnnealError('file-format', sentence(`${place} cannot be read: ${reasonOf(thrown)}`), {
    place,
    remedy: 'The file may be damaged: copy it again, or save it anew.',
  });
  error.cause = thrown;
  return error;
}
