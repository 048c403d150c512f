/** Questions to the worker about a dataset's draft: what it would train, and what the model would see. */
import type { Description } from '../protocol/commands';
import type { CropPreviews } from '../tasks/segmentation/pictures';
import { draftConfig } from './drafting';
import { studio } from './studio';
import { trainClient } from './trainClient';

/** Parameters, rows, steps, memory. Rejects with the reason why it cannot be trained. */
export async function describeDraft(fingerprint: string): Promise<Description> {
  return trainClient.describe(draftConfig(fingerprint), fingerprint);
}

/**
 * Crops of images, augmented as the draft says.
 * @param rows of the images; one that occurs twice gives two crops. @param seed another one gives other crops.
 */
export async function previewDraftCrops(
  fingerprint: string,
  rows: number[],
  seed: number,
): Promise<CropPreviews> {
  const backend = studio.getState().backendPreference;
  return trainClient.previewCrops({ config: draftConfig(fingerprint), fingerprint, rows, seed, backend });
}
