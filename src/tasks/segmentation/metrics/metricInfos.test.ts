import { expect, it } from 'vitest';
import { lossPartsGroup, lossWeightsGroup } from '../../../protocol/metrics';
import { foregroundClasses, recordedMetricInfos, segmentationMetricInfos } from './metricInfos';

const binary = ['background', 'cell'];
const names = (infos: { name: string }[]) => infos.map(({ name }) => name);

it('losses and the distance are better when smaller, all else when larger', () => {
  const infos = segmentationMetricInfos(['dice', 'bce'], ['background', 'left', 'right'], false);
  expect(names(infos.filter(({ better }) => better === 'min'))).toEqual([
    'loss',
    'dice_loss',
    'bce_loss',
    'hd95',
  ]);
  expect(infos.every(({ better }) => better !== null)).toBe(true);
});

it('several foreground classes have a Dice each, and are known by it whatever they are called', () => {
  const classes = ['background', 'left', 'a[b] c', 'line\nbreak'];
  const infos = segmentationMetricInfos([], classes, false);
  expect(foregroundClasses(infos)).toEqual(classes.slice(1));
  expect(infos.find(({ name }) => name === 'dice[left]')?.title).toBe('Dice of left');
  expect(foregroundClasses(segmentationMetricInfos(['dice'], binary, false))).toEqual([]);
});

it('weights of the loss are listed where they move, in the order of its parts, and of training', () => {
  const infos = segmentationMetricInfos(['dice', 'bce'], binary, true);
  expect(names(infos.filter(({ group }) => group === lossPartsGroup))).toEqual(['dice_loss', 'bce_loss']);
  const weights = infos.filter(({ group }) => group === lossWeightsGroup);
  expect(names(weights)).toEqual(['dice_weight', 'bce_weight']);
  expect(weights.every(({ of, better }) => of === 'train' && better === null)).toBe(true);
  expect(segmentationMetricInfos(['dice', 'bce'], binary, false)).toEqual(
    infos.filter((info) => !weights.includes(info)),
  );
});

it.each([
  ['two classes', ['dice', 'bce'], binary, true],
  ['several classes', ['crossEntropy'], ['background', 'left', 'a[b] c', 'line\nbreak'], false],
])('are told again from the names that a run of before has: %s', (_, parts, classes, weightsMove) => {
  const infos = segmentationMetricInfos(parts, classes, weightsMove);
  expect(recordedMetricInfos(names(infos))).toEqual(infos);
});

it('of a run of before are those that its history has, and no other', () => {
  expect(names(recordedMetricInfos(['loss', 'dice', 'another']))).toEqual(['loss', 'dice']);
});
