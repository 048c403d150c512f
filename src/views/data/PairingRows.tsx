/** The table of images and their masks: see each pair, leave an image out, choose its mask, see what is wrong with it. */

import { Ban, Check, CircleAlert, Image, type LucideIcon, Plus, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ImageContents, ImageHeader, ShownPair } from '../../formats/imageFiles';
import {
  addImage,
  maskChoices,
  type PairingEdit,
  type PairRow,
  type PairState,
  setLeftOut,
  setMask,
} from '../../formats/images/pairingEdit';
import { Button } from '../../ui/controls/Button';
import { Checkbox } from '../../ui/controls/Checkbox';
import { Dialog } from '../../ui/controls/Dialog';
import { MaskSelect } from './MaskSelect';
import styles from './PairingRows.module.css';
import { PairThumbnail } from './PairThumbnail';

export interface PairingRowsProps {
  /** Those of the page. */
  rows: readonly PairRow[];
  /** Of the pictures, by which the data worker knows them. */
  set: string;
  contents: ImageContents;
  edit: PairingEdit;
  onEdit: (edit: PairingEdit) => void;
}

/** A state also differs by its sign. */
const states: Record<PairState, { word: string; Icon: LucideIcon }> = {
  paired: { word: 'paired', Icon: Check },
  image: { word: 'image', Icon: Image },
  'no-mask': { word: 'no mask', Icon: TriangleAlert },
  'no-image': { word: 'no image', Icon: TriangleAlert },
  ambiguous: { word: 'several masks', Icon: TriangleAlert },
  'sizes-differ': { word: 'sizes differ', Icon: TriangleAlert },
  unreadable: { word: 'cannot be read', Icon: CircleAlert },
  'left-out': { word: 'left out', Icon: Ban },
};

export function PairingRows({ rows, set, contents, edit, onEdit }: PairingRowsProps) {
  const [large, setLarge] = useState<PairRow | null>(null);
  if (rows.length === 0) return null;
  const choices = maskChoices(contents, edit);
  const shown = large && pairOf(large);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: Safari scrolls by keyboard only what has the focus.
    <section className={styles.scroll} tabIndex={0} aria-label="Images and masks">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Use</th>
            <th scope="col">Picture</th>
            <th scope="col">Image</th>
            <th scope="col" className={styles.size}>
              Size (px)
            </th>
            <th scope="col">Mask</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.image ?? `mask ${row.mask}`} data-state={row.state}>
              {row.image === null ? (
                <>
                  <td />
                  <td className={styles.picture}>
                    <Picture set={set} row={row} onLarge={setLarge} />
                  </td>
                  <td>
                    {row.state === 'no-image' && (
                      <Button
                        kind="quiet"
                        icon={<Plus />}
                        aria-label={`Use ${row.mask} as an image`}
                        onClick={() => onEdit(addImage(edit, row.mask!))}
                      >
                        Use as an image
                      </Button>
                    )}
                  </td>
                </>
              ) : (
                <>
                  <td>
                    <Checkbox
                      checked={row.state !== 'left-out'}
                      label={`Use ${row.image}`}
                      onValue={(on) => onEdit(setLeftOut(edit, row.image!, !on))}
                    />
                  </td>
                  <td className={styles.picture}>
                    <Picture set={set} row={row} onLarge={setLarge} />
                  </td>
                  <th scope="row" className={styles.path}>
                    {row.image}
                  </th>
                </>
              )}
              <td className={styles.size}>{row.header && sizeOf(row.header)}</td>
              <td className={styles.mask}>
                {row.image === null ? (
                  <span className={styles.path}>{row.mask}</span>
                ) : (
                  <>
                    <MaskSelect
                      image={row.image}
                      mask={row.mask}
                      choices={choices}
                      onMask={(mask) => onEdit(setMask(edit, row.image!, mask))}
                    />
                    {row.more.length > 0 && (
                      <span className={styles.path} title={row.more.join('\n')}>
                        united with {row.more.length} more
                      </span>
                    )}
                  </>
                )}
              </td>
              <td>
                <State row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Dialog
        open={shown !== null}
        wide
        onClose={() => setLarge(null)}
        title={shown?.image ?? shown?.masks[0] ?? ''}
        actions={<Button onClick={() => setLarge(null)}>Back to the pairs</Button>}
        description={shown?.image ? shown.masks.join(', ') || 'no mask' : 'a mask without an image'}
      >
        {shown && <PairThumbnail set={set} {...shown} large />}
      </Dialog>
    </section>
  );
}

function pairOf({ image, mask, more }: PairRow): ShownPair {
  return { image, masks: mask === null ? [] : [mask, ...more] };
}

function Picture({ set, row, onLarge }: { set: string; row: PairRow; onLarge: (row: PairRow) => void }) {
  return (
    <button
      type="button"
      className={styles.enlarge}
      aria-label={`Enlarge ${row.image ?? row.mask}`}
      onClick={() => onLarge(row)}
    >
      <PairThumbnail set={set} {...pairOf(row)} />
    </button>
  );
}

function State({ row: { state, detail } }: { row: PairRow }) {
  const { word, Icon } = states[state];
  return (
    <div className={styles.state}>
      <Icon aria-hidden="true" />
      <span>
        {word}
        {detail && <span className={styles.detail}>{detail}</span>}
      </span>
    </div>
  );
}

/** Width × height, as people write the sizes of pictures. */
function sizeOf({ height, width, channels, depth, pages }: ImageHeader): string {
  const colour = channels === 1 ? '' : `, ${channels} channels`;
  const stack = pages > 1 ? `, ${pages} pages` : '';
  return `${width} × ${height}${colour}${depth === 8 ? '' : `, ${depth} bit`}${stack}`;
}
