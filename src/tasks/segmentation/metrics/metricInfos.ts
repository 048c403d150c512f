/** What a segmentation measures, as the statistics table lists it. Loaded by the page, too. */
import { lossPartsGroup, lossWeightsGroup, type MetricInfo } from '../../../protocol/metrics';
import { overlapNames } from '../kernels/overlapScores';

/** The Dice of one foreground class each. */
const classDiceGroup = 'Dice of each class';

/** The parts of a loss as people write them. */
const partTitles: Record<string, string> = {
  dice: 'Dice loss',
  jaccard: 'Jaccard loss',
  tversky: 'Tversky loss',
  focalTversky: 'focal Tversky loss',
  bce: 'cross-entropy',
  crossEntropy: 'cross-entropy',
  focal: 'focal loss',
  lovasz: 'Lovász loss',
  boundary: 'boundary loss',
};

const overlapTitles: Record<(typeof overlapNames)[number], string> = {
  dice: 'Dice',
  iou: 'IoU',
  sensitivity: 'sensitivity',
  specificity: 'specificity',
  precision: 'precision',
};

/**
 * @param parts of the loss. @param classes the first is the background.
 * @param weightsMove whether a scheduler moves the weights of the parts; weights that stay are in the configuration.
 */
export function segmentationMetricInfos(
  parts: readonly string[],
  classes: readonly string[],
  weightsMove: boolean,
): MetricInfo[] {
  const [min, max] = [{ better: 'min', of: 'both' } as const, { better: 'max', of: 'both' } as const];
  const titleOf = (part: string) => partTitles[part] ?? part;
  return [
    { name: 'loss', title: 'loss', ...min },
    ...parts.map((part) => ({
      name: partLossName(part),
      title: titleOf(part),
      ...min,
      group: lossPartsGroup,
    })),
    ...(weightsMove ? parts : []).map((part) => ({
      name: `${part}_weight`,
      title: `weight of ${titleOf(part)}`,
      better: null,
      of: 'train' as const,
      group: lossWeightsGroup,
    })),
    ...overlapNames.map((name) => ({ name, title: overlapTitles[name], ...max })),
    // Distances are measured in whole images, which training does not see.
    { name: 'hd95', title: 'HD95', unit: 'px', better: 'min', of: 'validation' },
    ...(classes.length > 2 ? classes.slice(1) : []).map((name) => ({
      name: classDiceName(name),
      title: `Dice of ${name}`,
      ...max,
      group: classDiceGroup,
      subject: name,
    })),
    { name: 'pooled_dice', title: 'pooled Dice', ...max, group: 'pooled' },
    { name: 'pooled_iou', title: 'pooled IoU', ...max, group: 'pooled' },
    { name: 'accuracy', title: 'accuracy', ...max },
  ];
}

/** Of a run that was recorded without infos: its parts and classes are those that its metrics are named after. */
export function recordedMetricInfos(names: readonly string[]): MetricInfo[] {
  const parts = Object.keys(partTitles).filter((part) => names.includes(partLossName(part)));
  const classes = names.flatMap((name) => classOfDice(name) ?? []);
  const infos = segmentationMetricInfos(parts, ['background', ...classes], true);
  return infos.filter(({ name }) => names.includes(name));
}

export function partLossName(part: string): string {
  return `${part}_loss`;
}

export function classDiceName(className: string): string {
  return `dice[${className}]`;
}

function classOfDice(metricName: string): string | undefined {
  return /^dice\[(.*)\]$/s.exec(metricName)?.[1];
}

/** The foreground classes that metrics tell of one by one; none where there is but one. */
export function foregroundClasses(infos: readonly MetricInfo[]): string[] {
  return infos.flatMap(({ group, subject }) => (group === classDiceGroup && subject ? [subject] : []));
}
