/** Which picture is the mask of an image: one that belongs to nothing yet, that of another image in exchange, or none. */
import { useState } from 'react';
import type { MaskChoices } from '../../formats/images/pairingEdit';
import type { Option } from '../../ui/controls/Select';
import { Select } from '../../ui/controls/Select';

export interface MaskSelectProps {
  image: string;
  mask: string | null;
  choices: MaskChoices;
  onMask: (mask: string | null) => void;
}

/** More choices than this are listed only in the row that is being changed: each row would hold them all. */
const many = 100;

const none = '';

export function MaskSelect({ image, mask, choices: { strays, images, used }, onMask }: MaskSelectProps) {
  const [touched, setTouched] = useState(false);
  const listed = touched || strays.length + images.length + used.length <= many;
  const others: Option[] = listed
    ? [
        ...strays.map((path) => ({ value: path, label: path })),
        ...used
          .filter((one) => one.image !== image)
          .map((one) => ({ value: one.mask, label: `${one.mask} (swap with ${one.image})` })),
        ...images
          .filter((path) => path !== image)
          .map((path) => ({ value: path, label: `${path} (an image)` })),
      ]
    : [];
  return (
    <Select
      aria-label={`Mask of ${image}`}
      value={mask ?? none}
      options={[
        ...(mask === null ? [] : [{ value: mask, label: mask }]),
        { value: none, label: 'none' },
        ...others,
      ]}
      onFocus={() => setTouched(true)}
      onValue={(value) => onMask(value === none ? null : value)}
    />
  );
}
