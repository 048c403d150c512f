/** What is told of a set of pictures once it is read: what was left out, and what was changed. */
import type { DatasetWarning } from '../../protocol/datasets';
import type { ImageHeader, ImageProblem } from '../imageFiles';
import type { LabelColours } from './maskLabels';
import type { SampleKind } from './samples';

/** So many are named in a warning, the rest is counted. */
const MAX_NAMED = 10;

const codes: Record<ImageProblem['code'], DatasetWarning['code']> = {
  unreadable: 'image-unreadable',
  ambiguous: 'image-unpaired',
  'no-mask': 'image-unpaired',
  'no-image': 'image-unpaired',
  'other-mask': 'image-unpaired',
  'sizes-differ': 'image-sizes',
  'left-out': 'image-unpaired',
};

const sentences: Record<ImageProblem['code'], string> = {
  unreadable: 'Left out because they cannot be read',
  ambiguous: 'Left out because several have one name',
  'no-mask': 'Left out because they have no mask',
  'no-image': 'Left out because they are masks without an image',
  'other-mask': 'Left out because their images have another mask',
  'sizes-differ': 'Left out because image and mask differ in size',
  'left-out': 'Left out because they are in no pair',
};

/** One warning a kind of problem. */
export function problemWarnings(problems: readonly ImageProblem[]): DatasetWarning[] {
  const kinds = [...new Set(problems.map(({ code }) => code))];
  return kinds.map((kind) => {
    const found = problems.filter(({ code }) => code === kind);
    const isPlain = kind === 'no-mask' || kind === 'no-image' || kind === 'left-out' || kind === 'other-mask';
    const named = found.map(({ message, paths }) =>
      isPlain ? paths.join(', ') : message.replace(/\.$/, ''),
    );
    const separator = isPlain ? ', ' : '; ';
    return {
      code: codes[kind],
      message: `${sentences[kind]} (${found.length}): ${listed(named, separator)}`,
    };
  });
}

/** What happened to the images that were read, and to their masks. */
export function conversionWarnings(
  headers: readonly ImageHeader[],
  { channels, depth }: SampleKind,
  colours: LabelColours,
): DatasetWarning[] {
  const counted = (what: (header: ImageHeader) => boolean) => headers.filter(what).length;
  const remarks: [number, string][] = [
    [counted((header) => header.turned === true), 'were turned as the camera says (EXIF orientation)'],
    [counted((header) => header.planes === true), `have their ${channels} channels in pages of their own`],
    [
      counted((header) => header.otherPages !== undefined),
      'have further pages of another size or kind, which are left out',
    ],
    [counted((header) => header.alpha), 'had transparency, which is left out'],
    [counted((header) => header.channels < channels), `were grey and became ${channels} equal channels`],
    [
      counted((header) => header.depth < depth),
      `had fewer bits and were scaled to ${depth === 32 ? '0 … 1' : depth}`,
    ],
  ];
  const warnings = remarks
    .filter(([count]) => count > 0)
    .map(
      ([count, what]): DatasetWarning => ({
        code: 'image-converted',
        message: `${count} of ${headers.length} images ${what}`,
      }),
    );
  if (colours.size === 0) return warnings;
  const named = [...colours].map(([label, colour]) => `${colour} is ${label}`);
  return [
    ...warnings,
    { code: 'image-converted', message: `Colours of the masks became labels: ${listed(named, ', ')}` },
  ];
}

export function listed(names: readonly string[], separator: string): string {
  const rest = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  return `${names.slice(0, MAX_NAMED).join(separator)}${rest}`;
}
