/** The table of tensors: its columns, which kinds there are, which rows are shown. Pure. */
import type { TensorSummary } from '../../protocol/tensors';
import { isFiniteTensor, tensorName } from '../../runs/tensorLine';
import type { Column } from '../../ui/controls/columns';
import { capitalised, count } from '../../ui/format/quantities';

const kindTitles: Record<string, string> = {
  values: 'Weights',
  ema: 'Averaged weights',
  gradients: 'Gradients',
  activations: 'Activations',
};

/** What people call it; of the optimizer's own, its name in words: `firstMoment` → "First moment". */
export function kindTitle(kind: string): string {
  return kindTitles[kind] ?? capitalised(kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

/** Weights, averages, gradients, activations, which come when they are asked for, then what the optimizer keeps. */
export function kindsOf(tensors: readonly TensorSummary[]): string[] {
  const present = [...new Set([...tensors.map(({ kind }) => kind), 'activations'])];
  const known = Object.keys(kindTitles).filter((kind) => present.includes(kind));
  return [...known, ...present.filter((kind) => !known.includes(kind))];
}

const numbers = { numeric: true, first: 'descending' } as const;

export const tensorColumns: readonly Column<TensorSummary>[] = [
  { key: 'name', title: 'Name', numeric: false, first: 'ascending', value: ({ name }) => name },
  { key: 'count', title: 'Shape', ...numbers, value: ({ count }) => count },
  { key: 'mean', title: 'Mean', ...numbers, value: ({ mean }) => mean },
  { key: 'std', title: 'Std', ...numbers, value: ({ std }) => std },
  { key: 'min', title: 'Min', ...numbers, value: ({ min }) => min },
  { key: 'max', title: 'Max', ...numbers, value: ({ max }) => max },
  { key: 'zeros', title: 'Zeros', ...numbers, value: ({ zeros }) => zeros },
  { key: 'odd', title: 'NaN, Inf', ...numbers, value: ({ nans, infinities }) => nans + infinities },
];

/** Of one kind, each word in the name. */
export function filterTensors(
  tensors: readonly TensorSummary[],
  kind: string,
  text: string,
): TensorSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return tensors.filter(
    (tensor) => tensor.kind === kind && words.every((word) => tensor.name.toLowerCase().includes(word)),
  );
}

/** "3 NaN, 1 Inf"; "0" of what is finite. */
export function oddText({ nans, infinities }: TensorSummary): string {
  const parts = [nans > 0 ? `${count(nans)} NaN` : '', infinities > 0 ? `${count(infinities)} Inf` : ''];
  return parts.filter(Boolean).join(', ') || '0';
}

const NAMED = 3;

/** Of every kind, for a warning: "3 tensors hold NaN or infinite values: …"; null where all are finite. */
export function oddTensorsText(tensors: readonly TensorSummary[]): string | null {
  const odd = tensors.filter((tensor) => !isFiniteTensor(tensor));
  if (odd.length === 0) return null;
  const named = odd.slice(0, NAMED).map(tensorName).join(', ');
  const more = odd.length > NAMED ? ` and ${odd.length - NAMED} more` : '';
  const subject = odd.length === 1 ? 'One tensor holds' : `${odd.length} tensors hold`;
  return `${subject} NaN or infinite values: ${named}${more}`;
}
