/** Spikes of the units over the stretch that is shown: a row a unit, darker with more spikes, shaded where they do not count. */
import { type PointerEvent, useMemo, useRef, useState } from 'react';
import { ticksWithin } from '../../../../ui/charts/axis';
import { useSize } from '../../../../ui/charts/useSize';
import { Notice } from '../../../../ui/controls/Notice';
import { count, significant } from '../../../../ui/format/quantities';
import { type Activity, mostColumns } from '../../preview/questions';
import { useAnswer } from '../useAnswer';
import styles from './Raster.module.css';
import { highestCount, invalidOpacities, spikeOpacities } from './rasterPaint';
import { type RateUnit, rateWithUnit } from './rates';
import type { SessionPartProps } from './sessions';
import type { Stretch } from './stretch';
import { TintedCanvas } from './TintedCanvas';

/** CSS pixels: of all rows together if they fit, and of one row. */
const HEIGHT = 260;
const ROW = { least: 2, most: 16 };
/** Names of units that are closer than this are left out. */
const NAME_HEIGHT = 14;

export interface RasterProps extends SessionPartProps {
  cids: readonly number[] | null;
  unit: RateUnit;
  stretch: Stretch;
  bin: number | null;
  onBin: (bin: number) => void;
}

export function Raster({ fingerprint, session, cids, unit, stretch, bin, onBin }: RasterProps) {
  const { units } = session.shape;
  const { answer, to, error, tryAgain } = useAnswer({
    question: 'activity',
    argument: {
      session: session.name,
      ...stretch,
      columns: Math.min(mostColumns / 2, stretch.end - stretch.start),
    },
    about: { fingerprint },
  });
  const row = Math.max(ROW.least, Math.min(ROW.most, Math.floor(HEIGHT / units)));
  const every = Math.ceil(NAME_HEIGHT / row);
  const invalid = answer ? 1 - answer.valid.reduce((sum, part) => sum + part, 0) / answer.valid.length : 0;
  return (
    <section aria-label="Raster" className={styles.raster} aria-busy={!answer && !error}>
      <div className={styles.head}>
        <h3 className={styles.title}>
          Spikes by unit{answer?.sampled && ' ≈'}
          {cids && <span className={styles.note}>{count(units)} units, in the order of the file</span>}
        </h3>
        {answer && <Legend answer={answer} stretch={stretch} invalid={invalid} />}
      </div>
      {error && (
        <Notice
          tone="warn"
          title="The spikes cannot be shown"
          error={error}
          action={{ label: 'Try again', run: tryAgain }}
        />
      )}
      <section
        className={styles.scroll}
        tabIndex={units * row > HEIGHT * 2 ? 0 : undefined}
        aria-label="Units"
      >
        <div className={styles.both} style={{ height: units * row }}>
          <ol className={styles.names} aria-hidden="true">
            {Array.from({ length: Math.ceil(units / every) }, (_, i) => i * every).map((index) => (
              <li key={index} style={{ top: (index + 0.5) * row }}>
                {cids?.[index] ?? index}
              </li>
            ))}
          </ol>
          {answer && to && (
            <Picture
              answer={answer}
              stretch={to}
              row={row}
              bin={bin}
              onBin={onBin}
              nameOf={(index) => `unit ${cids?.[index] ?? index}`}
              label={`Raster of ${count(units)} units, ${pictureText(answer, to, unit, invalid)}`}
            />
          )}
        </div>
      </section>
      <div className={styles.axis} aria-hidden="true">
        {ticksWithin(stretch.start, Math.max(stretch.start + 1, stretch.end - 1)).map((tick) => (
          <span
            key={tick}
            style={{ left: `${(100 * (tick + 0.5 - stretch.start)) / (stretch.end - stretch.start)}%` }}
          >
            {significant(tick)}
          </span>
        ))}
      </div>
    </section>
  );
}

interface PictureProps {
  answer: Activity;
  /** That the answer is about. */
  stretch: Stretch;
  /** Height of a row, CSS pixels. */
  row: number;
  bin: number | null;
  onBin: (bin: number) => void;
  nameOf: (unit: number) => string;
  label: string;
}

function Picture({ answer, stretch, row, bin, onBin, nameOf, label }: PictureProps) {
  const host = useRef<HTMLDivElement>(null);
  const size = useSize(host);
  const [spot, setSpot] = useState<{ unit: number; column: number } | null>(null);
  const width = size ? Math.round(size.width * size.ratio) : 0;
  const rowHeight = size ? Math.max(1, Math.round(row * size.ratio)) : 1;
  const bins = stretch.end - stretch.start;
  const isPooled = answer.columns < bins;
  const painted = useMemo(
    () => ({
      spikes: spikeOpacities(answer, { width, rowHeight }, isPooled),
      invalid: invalidOpacities(answer, { width, rowHeight }),
    }),
    [answer, width, rowHeight, isPooled],
  );
  const placeOf = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const part = Math.max(0, Math.min(1 - 1e-9, (event.clientX - box.left) / box.width));
    const unit = Math.floor(((event.clientY - box.top) / box.height) * answer.units);
    return {
      bin: stretch.start + Math.floor(part * bins),
      unit: Math.max(0, Math.min(answer.units - 1, unit)),
      column: Math.floor(part * answer.columns),
    };
  };
  const canvas = { width, height: answer.units * rowHeight };
  return (
    <div
      ref={host}
      className={styles.picture}
      data-clickable={bin !== null || undefined}
      onPointerMove={(event) => setSpot(placeOf(event))}
      onPointerLeave={() => setSpot(null)}
      onPointerUp={(event) => bin !== null && event.button === 0 && onBin(placeOf(event).bin)}
    >
      {width > 0 && (
        <>
          <TintedCanvas {...canvas} opacities={painted.invalid} className={styles.invalid} />
          <TintedCanvas {...canvas} opacities={painted.spikes} className={styles.spikes} label={label} />
        </>
      )}
      {bin !== null && bin >= stretch.start && bin < stretch.end && (
        <span className={styles.now} style={{ left: `${(100 * (bin + 0.5 - stretch.start)) / bins}%` }} />
      )}
      {spot && (
        <p className={styles.spot} data-low={spot.unit < answer.units / 2 || undefined}>
          {nameOf(spot.unit)} · {spotText(answer, stretch, spot)}
        </p>
      )}
    </div>
  );
}

function Legend({ answer, stretch, invalid }: { answer: Activity; stretch: Stretch; invalid: number }) {
  const each = (stretch.end - stretch.start) / answer.columns;
  return (
    <p className={styles.legend}>
      <span>0</span>
      <span className={styles.bar} aria-hidden="true" />
      <span>
        {significant(highestCount(answer), 3)} spikes/bin{each > 1 && `, mean of ${count(each)}`}
      </span>
      {invalid > 0 && (
        <span className={styles.invalidPart}>
          <span className={styles.swatch} aria-hidden="true" />
          {percentText(invalid)} not valid (dfs)
        </span>
      )}
    </p>
  );
}

/** "bin 120: 2 spikes", of a column of several bins their mean. */
function spotText(
  { columns, counts, valid }: Activity,
  { start, end }: Stretch,
  { unit, column }: { unit: number; column: number },
): string {
  const each = (end - start) / columns;
  const first = start + Math.ceil(column * each);
  const last = start + Math.ceil((column + 1) * each) - 1;
  const at = unit * columns + column;
  const where = each > 1 ? `bins ${count(first)} to ${count(last)}` : `bin ${count(first)}`;
  if (valid[at] === 0) return `${where}: not valid`;
  const spikes = counts[at]!;
  if (each > 1) return `${where}: ${significant(spikes, 3)} spikes/bin`;
  return `${where}: ${count(spikes)} ${spikes === 1 ? 'spike' : 'spikes'}`;
}

function pictureText({ counts }: Activity, { start, end }: Stretch, unit: RateUnit, invalid: number): string {
  const known = counts.filter(Number.isFinite);
  const mean = known.reduce((sum, rate) => sum + rate, 0) / known.length;
  return [
    `bins ${count(start)} to ${count(end - 1)}`,
    known.length > 0 ? `mean ${rateWithUnit(mean, unit)}` : 'none valid',
    ...(invalid > 0 && known.length > 0 ? [`${percentText(invalid)} not valid`] : []),
  ].join(', ');
}

const percentText = (part: number): string => `${significant(100 * part, 2)} %`;
