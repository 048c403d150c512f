/** What the mask leaves of the points of a few molecules. */
import { Notice } from '../../../../ui/controls/Notice';
import { count } from '../../../../ui/format/quantities';
import type { DraftProps } from '../../../page';
import { arraysByKey, knownOf } from '../../data/arrays';
import type { PointsSample } from '../../preview/questions';
import styles from './Asides.module.css';
import { usePointsSample } from './usePointsSample';

export function MaskAside({ draft, dataset }: DraftProps) {
  const { answer, error } = usePointsSample(draft);
  if (!knownOf(arraysByKey(dataset.arrays)).potential) return null;
  return (
    <section className={styles.aside} aria-label="Points that count" aria-live="polite">
      <h3>Points that count</h3>
      {error && <Notice tone="warn" title="The points cannot be looked at" error={error} />}
      {answer && <Counted answer={answer} />}
    </section>
  );
}

function Counted({ answer: { molecules, of, points, counting, lost, fewest } }: { answer: PointsSample }) {
  if (points === 0) return <p>The molecules that were looked at have no points.</p>;
  return (
    <>
      <p>
        <strong>{percentText(counting / points)}</strong> of the points count: {count(counting)} of{' '}
        {count(points)}, in {molecules === of ? `all ${count(of)}` : `${molecules} of ${count(of)}`}{' '}
        molecules.
      </p>
      <meter
        className={styles.meter}
        min={0}
        max={1}
        value={counting / points}
        aria-label="Points that count"
      />
      {fewest && fewest.fraction < 1 && (
        <p className={styles.note}>
          Fewest in {fewest.name}: {percentText(fewest.fraction)}.
        </p>
      )}
      {lost > 0 && (
        <p className={styles.note}>{count(lost)} have no finite place or potential, and never count.</p>
      )}
      {counting === 0 && (
        <Notice tone="warn" title="No point counts">
          <p>The potential would not be learnt: lower the mask radius or the min distance.</p>
        </Notice>
      )}
    </>
  );
}

/** "99.8 %": not 100 % unless all do, and not 0 % unless none does. */
function percentText(part: number): string {
  if (part === 0 || part === 1) return `${100 * part} %`;
  return `${Math.min(99.9, Math.max(0.1, 100 * part)).toFixed(1)} %`;
}
