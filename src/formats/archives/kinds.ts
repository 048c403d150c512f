/** What a ZIP archive is by the names in it: many formats are one. */
import { AnnealError } from '../../protocol/errors';

export type ArchiveKind = 'xlsx' | 'ods' | 'arrays' | 'files';

interface Stranger {
  /** A name that only it has. */
  sign: RegExp;
  what: string;
  remedy: string;
}

const strangers: readonly Stranger[] = [
  {
    sign: /^xl\/workbook\.bin$/i,
    what: 'a binary Excel workbook (xlsb)',
    remedy: 'Save it as an Excel workbook (xlsx), or the sheet as CSV.',
  },
  {
    sign: /^word\/document\.xml$/i,
    what: 'a Word document',
    remedy: 'Save its table in a workbook, or as CSV.',
  },
  {
    sign: /^ppt\/presentation\.xml$/i,
    what: 'a PowerPoint presentation',
    remedy: 'Save its table in a workbook, or as CSV.',
  },
  {
    sign: /^Index\/Document\.iwa$/i,
    what: 'a document of Numbers or Pages',
    remedy: 'Export it as an Excel workbook (xlsx) or CSV.',
  },
  {
    sign: /^([^/]+\/)?data\.pkl$/,
    what: 'a file of PyTorch, which holds a Python pickle',
    remedy: 'Pickles are never loaded; save arrays with numpy.savez.',
  },
];

/** @throws AnnealError `file-format` for an archive that is a document of another kind. */
export function archiveKind(file: string, names: readonly string[]): ArchiveKind {
  const paths = names.map((name) => name.replaceAll('\\', '/').replace(/^\//, ''));
  const has = (sign: RegExp) => paths.some((path) => sign.test(path));
  const stranger = strangers.find(({ sign }) => has(sign));
  if (stranger) {
    throw new AnnealError('file-format', `${file} is ${stranger.what}, which holds no arrays to train on.`, {
      place: file,
      received: stranger.what,
      remedy: stranger.remedy,
    });
  }
  if (has(/^xl\//i)) return 'xlsx';
  if (has(/^content\.xml$/) && has(/^(mimetype|META-INF\/manifest\.xml)$/)) return 'ods';
  return has(/\.npy$/i) ? 'arrays' : 'files';
}
