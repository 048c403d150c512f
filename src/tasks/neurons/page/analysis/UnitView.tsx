/** One unit: its predicted against its recorded rates over time, where its readout looks, and what it takes there. */
import { useRef, useState } from 'react';
import { chartSaver } from '../../../../store/downloads/chartSaver';
import { useAnswer } from '../../../../store/react/useAnswer';
import { ChartMenu } from '../../../../ui/charts/ChartMenu';
import tools from '../../../../ui/charts/ChartTools.module.css';
import { curvesCsv } from '../../../../ui/charts/curvesCsv';
import { Notice } from '../../../../ui/controls/Notice';
import { Pager } from '../../../../ui/controls/Pager';
import { Select } from '../../../../ui/controls/Select';
import { significant } from '../../../../ui/format/quantities';
import type { AnalysedSession } from '../../analysis/neuronsAnalysis';
import type { UnitRow } from '../../metrics/unitRows';
import type { NeuronsQuestions } from '../../questions';
import { RateChart } from '../units/RateChart';
import styles from './NeuronsResult.module.css';
import { ReadoutView } from './ReadoutView';

export interface UnitViewProps {
  unit: UnitRow;
  session: AnalysedSession;
  checkpointId: string;
  /** Of the run. */
  name: string;
  colour: string;
}

const lengths = [200, 400, 1000, 4000];

export function UnitView({ unit, session, checkpointId, name, colour }: UnitViewProps) {
  const [length, setLength] = useState(400);
  const [page, setPage] = useState(Math.floor(session.first / 400));
  const chart = useRef<HTMLDivElement>(null);
  const start = page * length;
  const argument = {
    session: session.name,
    unit: unit.unit,
    start,
    end: Math.min(start + length, session.bins),
  };
  const { answer, to, error, tryAgain } = useAnswer<NeuronsQuestions, 'trace'>('neurons', {
    question: 'trace',
    argument,
    about: { checkpointId },
  });
  // The rates of another unit under this one's name would mislead.
  const trace = to?.session === session.name && to.unit === unit.unit ? answer : null;
  const csv = () =>
    curvesCsv(
      'bin',
      (['counts', 'rates'] as const).map((key) => ({
        name: key === 'counts' ? 'recorded' : 'predicted',
        points: Array.from(trace?.[key] ?? [], (y, i) => ({ x: (trace?.start ?? 0) + i, y })).filter(
          ({ y }) => !Number.isNaN(y),
        ),
      })),
    );
  return (
    <section className={styles.unit} aria-label={`Unit ${unit.cid}`}>
      <div className={styles.head}>
        <h3>
          Unit {unit.cid} of {session.name}
          <span className={styles.figures}>{figuresOf(unit)}</span>
        </h3>
        <div className={tools.tools}>
          <div className={styles.choice}>
            <Select
              aria-label="Bins that are shown"
              value={String(length)}
              options={lengths.map((bins) => ({ value: String(bins), label: `${bins} bins` }))}
              onValue={(value) => {
                setLength(Number(value));
                setPage(Math.floor(start / Number(value)));
              }}
            />
          </div>
          <Pager label="bins" page={page} size={length} total={session.bins} onPage={setPage} />
          <ChartMenu saver={chartSaver} name={`${name} unit ${unit.cid}`} chart={chart} csv={csv} />
        </div>
      </div>
      {error ? (
        <Notice
          tone="warn"
          title="The rates cannot be shown"
          error={error}
          action={{ label: 'Try again', run: tryAgain }}
        />
      ) : (
        <div ref={chart} className={styles.trace}>
          {trace ? (
            <RateChart
              label={`Recorded counts and predicted rates of unit ${unit.cid} of ${session.name}`}
              start={trace.start}
              counts={trace.counts}
              rates={trace.rates}
              trained={trace.trained}
              colour={colour}
              height={220}
            />
          ) : (
            <p role="status">Predicting…</p>
          )}
        </div>
      )}
      {trace && trace.trained.length > 0 && <p className={styles.note}>Shaded bins were trained on.</p>}
      <ReadoutView session={session.name} unit={unit} checkpointId={checkpointId} colour={colour} />
    </section>
  );
}

function figuresOf({ bitsPerSpike, correlation, normalisedCorrelation }: UnitRow): string {
  const figures: [string, number][] = [
    ['bits per spike', bitsPerSpike],
    ['correlation', correlation],
    ['normalised', normalisedCorrelation],
  ];
  return figures
    .filter(([, value]) => !Number.isNaN(value))
    .map(([title, value]) => `${title} ${significant(value, 3)}`)
    .join(' · ');
}
