/** One image as the model sees it: input, truth, prediction and error side by side, with its Dice at the threshold. */
import { memo, useCallback, useMemo } from 'react';
import type { Picture } from '../pictures';
import { Swatch } from './ColourLegend';
import { errorColours } from './colours';
import { type Overlap, outputsOf, overlapOf, predictedLabels } from './overlap';
import styles from './Pictures.module.css';
import { PixelCanvas } from './PixelCanvas';
import { faintPixels, imagePixels, paintErrors, paintLabels } from './paint';

/** Short names of the errors, in the order of the legend; the last one only where there are several classes. */
const kinds = [
  { kind: 'hit', short: 'TP' },
  { kind: 'falseAlarm', short: 'FP' },
  { kind: 'miss', short: 'FN' },
  { kind: 'mixedUp', short: 'mixed up' },
] as const;

export interface PictureRowProps {
  picture: Picture;
  threshold: number;
}

export const PictureRow = memo(function PictureRow({ picture, threshold }: PictureRowProps) {
  const { name, height, width, input, truth } = picture;
  const classes = Math.max(2, outputsOf(picture));
  const predicted = useMemo(() => predictedLabels(picture, threshold), [picture, threshold]);
  const overlap = useMemo(() => {
    const drawn = truth && overlapOf(truth, predicted, classes);
    // Without a threshold the score is known exactly; bytes of probabilities may tie where the values did not.
    return drawn && classes > 2 && picture.dice !== null ? { ...drawn, dice: picture.dice } : drawn;
  }, [picture, truth, predicted, classes]);
  const faint = useMemo(() => faintPixels(input), [input]);
  const paintings = {
    input: useCallback((out: Uint32Array) => out.set(imagePixels(input)), [input]),
    truth: useCallback((out: Uint32Array) => truth && paintLabels(out, truth, classes), [truth, classes]),
    prediction: useCallback((out: Uint32Array) => paintLabels(out, predicted, classes), [predicted, classes]),
    error: useCallback(
      (out: Uint32Array) => truth && paintErrors(out, faint, truth, predicted),
      [faint, truth, predicted],
    ),
  };
  const shown = kinds.slice(0, classes === 2 ? 3 : 4);
  const views = (['input', 'truth', 'prediction', 'error'] as const).filter(
    (view) => truth !== null || view === 'input' || view === 'prediction',
  );
  return (
    <li className={styles.row}>
      <div className={styles.facts}>
        <h3 className={styles.name} title={name}>
          {name}
        </h3>
        {overlap && (
          <>
            <p className={styles.dice}>
              Dice <output className="number">{overlap.dice.toFixed(4)}</output>
            </p>
            <dl className={styles.shares}>
              {shown.map(({ kind, short }) => (
                <div key={kind}>
                  <dt>
                    <Swatch colour={errorColours[kind]} />
                    {short}
                  </dt>
                  <dd className="number">{share(overlap[kind])}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </div>
      {views.map((view) => (
        <figure key={view} className={styles.view}>
          <PixelCanvas
            label={describe(view, name, overlap)}
            height={height}
            width={width}
            paint={paintings[view]}
          />
          <figcaption aria-hidden="true">{view}</figcaption>
        </figure>
      ))}
    </li>
  );
});

/** Of all pixels of the image. */
function share(part: number): string {
  return `${(part * 100).toFixed(2)} %`;
}

function describe(view: string, name: string, overlap: Overlap | null): string {
  if (view !== 'error' || !overlap) return `${view} of ${name}`;
  const { hit, falseAlarm, miss, dice } = overlap;
  return `errors of ${name}: Dice ${dice.toFixed(2)}, ${share(hit)} of the pixels found, ${share(falseAlarm)} falsely found, ${share(miss)} missed`;
}
