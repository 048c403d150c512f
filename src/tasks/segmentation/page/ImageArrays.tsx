/** Which arrays hold the images and their masks, for files that hold several. */

import type { DatasetRecord } from '../../../protocol/datasets';
import { changeSettings } from '../../../store/drafting';
import { Field } from '../../../ui/controls/Field';
import { Select } from '../../../ui/controls/Select';
import type { ImageChoice } from '../data/imageRoles';
import { imageArraysOf, imageOptions } from '../imageData';
import styles from './ImageArrays.module.css';

export function ImageArrays({ dataset, choice }: { dataset: DatasetRecord; choice: ImageChoice }) {
  const options = imageOptions(dataset, choice);
  const found = imageArraysOf(dataset, choice);
  const choose = ({ images, masks }: ImageChoice) =>
    changeSettings(dataset, 'segmentation', { dataset: { images, masks } });
  if (options.images.length < 2 && options.masks.length < 2) return null;
  return (
    <div className={styles.choice}>
      <Field label="Images">
        {(ids) => (
          <Select
            {...ids}
            value={found.images?.name ?? ''}
            options={optionsOf(options.images, found.images === null)}
            onValue={(images) => choose({ images, masks: '' })}
          />
        )}
      </Field>
      <Field label="Masks">
        {(ids) => (
          <Select
            {...ids}
            value={found.masks?.name ?? ''}
            options={optionsOf(options.masks, found.masks === null)}
            onValue={(masks) => choose({ images: found.images?.name ?? '', masks })}
          />
        )}
      </Field>
    </div>
  );
}

function optionsOf(names: readonly string[], isOpen: boolean) {
  const listed = names.map((name) => ({ value: name, label: name }));
  return isOpen ? [{ value: '', label: 'none yet' }, ...listed] : listed;
}
