/** The configuration that is made for a dataset of images. */
import { expect, test } from 'vitest';
import { valueAt } from '../../config/jsonPath';
import type { ArraySheet, DatasetRecord } from '../../protocol/datasets';
import { applyPreset, changeDraft, openDraft } from '../../store/drafting';
import { initialStudioState, studio } from '../../store/studio';

const fingerprint = 'a'.repeat(64);

function sheet(name: string, shape: number[]): ArraySheet {
  return { name, shape, dtype: 'float32', categories: null, columns: [], firstRows: [] };
}

const draft = () => studio.getState().drafts[fingerprint]!;
const at = (path: string) => valueAt(draft().config, path);

test('images are segmented: their draft has no columns, and presets leave the chosen arrays alone', () => {
  const images: DatasetRecord = {
    version: 2,
    fingerprint,
    name: 'images',
    format: 'images',
    files: ['images.zip'],
    bytes: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    location: { kind: 'arrays' },
    warnings: [],
    arrays: [sheet('images', [4, 64, 64, 1]), sheet('masks', [4, 64, 64])],
  };
  studio.setState(initialStudioState(), true);
  openDraft(images);
  expect(draft()).toMatchObject({ task: 'segmentation', preset: 'standard', problems: [] });
  expect([at('model.baseWidth'), at('augmentation.flipVertical'), at('dataset.inputs')]).toEqual([
    16,
    0.5,
    undefined,
  ]);
  changeDraft(fingerprint, 'dataset.masks', 'masks');
  applyPreset(fingerprint, 'quick');
  expect([at('dataset.masks'), at('dataset.cropSize')]).toEqual(['masks', 64]);
});
