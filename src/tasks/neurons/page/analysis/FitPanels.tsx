/** Predicted rates beside recorded counts: errors, calibration, residuals over behaviour, and which inputs the model goes by. */
import { memo, useMemo, useRef } from 'react';
import { binnedMeans } from '../../../../engine/metrics/errorSummary';
import { csvText } from '../../../../formats/csv/write';
import { chartSaver } from '../../../../store/downloads/chartSaver';
import { useMeasured } from '../../../../store/react/useMeasured';
import { CoveragePanel } from '../../../../ui/analysis/CoveragePanel';
import { ErrorPanel } from '../../../../ui/analysis/ErrorPanel';
import { FindingList } from '../../../../ui/analysis/FindingList';
import { ImportancePanel } from '../../../../ui/analysis/ImportancePanel';
import { ResidualsPanel } from '../../../../ui/analysis/ResidualsPanel';
import { linearAxis } from '../../../../ui/charts/axis';
import { ChartMenu } from '../../../../ui/charts/ChartMenu';
import { LineChart } from '../../../../ui/charts/LineChart';
import { MeanBinLayer } from '../../../../ui/charts/MeanBinLayer';
import { IdentityLine } from '../../../../ui/charts/PointLayer';
import { Notice } from '../../../../ui/controls/Notice';
import { Panel } from '../../../../ui/controls/Panel';
import { Progress } from '../../../../ui/controls/Progress';
import { count, significant } from '../../../../ui/format/quantities';
import type { AnalysisArgument } from '../../../engine';
import type { RateFit } from '../../analysis/rateFit';
import type { NeuronsQuestions } from '../../questions';
import styles from './NeuronsResult.module.css';

export interface FitPanelsProps {
  checkpointId: string;
  split: AnalysisArgument['split'];
  /** Of the run, for file names. */
  name: string;
  colour: string;
}

export const FitPanels = memo(function FitPanels({ checkpointId, split, name, colour }: FitPanelsProps) {
  const asked = { question: 'fit' as const, argument: { split }, about: { checkpointId } };
  const { measured, start } = useMeasured<NeuronsQuestions, 'fit'>('neurons', asked, true);
  if (measured.kind === 'done') return <Fit fit={measured.answer} name={name} colour={colour} />;
  return (
    <Panel title="Rates and counts, bin by bin">
      {measured.kind === 'failed' ? (
        <Notice
          tone="bad"
          title="Could not compare rates and counts"
          error={measured.error}
          action={{ label: 'Try again', run: start }}
        />
      ) : (
        <Progress
          label="Rates and counts"
          value={
            measured.kind === 'working' && measured.progress
              ? measured.progress.done / measured.progress.total
              : null
          }
        />
      )}
    </Panel>
  );
});

interface FitProps {
  fit: RateFit;
  name: string;
  colour: string;
}

function Fit({ fit, name, colour }: FitProps) {
  const { pair, residuals, coverage, findings, rows, of } = fit;
  const targets = useMemo(
    () => [{ name: 'mean of the units', residuals: residuals.values, over: residuals.over }],
    [residuals],
  );
  const bins = rows < of ? `${count(rows)} of ${count(of)} bins` : `${count(rows)} bins`;
  return (
    <>
      <Panel title={`Rates and counts on ${bins}, Spearman ${significant(pair.spearman, 3)}`}>
        <FindingList findings={findings} label="Bias and collapse" />
      </Panel>
      <div className={styles.grid}>
        <CalibrationPanel fit={fit} name={name} />
        <ErrorPanel
          title={`Errors of counts, MAE ${significant(pair.mae)}`}
          of="counts"
          unit="spikes a bin"
          many="counts"
          histogram={pair.errorHistogram}
          percentiles={pair.errorPercentiles}
          largest={pair.maxError}
          approximate={pair.approximate}
          saver={chartSaver}
          name={`${name} errors of counts`}
          colour={colour}
        />
        <ResidualsPanel
          targets={targets}
          many="bins"
          title="Errors: predicted rate − count, mean of the units"
          yName="rate − count"
          binned={binnedMeans}
          saver={chartSaver}
          name={name}
          colour={colour}
        />
        <CoveragePanel
          rows={coverage.map((row) => ({ ...row, of: '' }))}
          source="Central intervals of a Poisson distribution of the predicted rate; counts are whole, so that an interval should hold more than its name. Where it holds less, counts vary more than Poisson's."
          cases={pair.count}
          many="counts"
        />
      </div>
    </>
  );
}

function CalibrationPanel({ fit: { calibration, pair }, name }: Omit<FitProps, 'colour'>) {
  const chart = useRef<HTMLDivElement>(null);
  const most = calibration.reduce(
    (largest, { x, mean, deviation, count: cases }) =>
      Math.max(largest, x, mean + deviation / Math.sqrt(cases)),
    0,
  );
  const axis = linearAxis(0, most);
  const csv = () =>
    csvText(
      ['rate_from', 'rate_to', 'mean_rate', 'counts', 'mean_count', 'sd_count'],
      calibration.map((bin) => [bin.from, bin.to, bin.x, bin.count, bin.mean, bin.deviation]),
    );
  return (
    <Panel
      title="Calibration of rates"
      aside={<ChartMenu saver={chartSaver} name={`${name} calibration of rates`} chart={chart} csv={csv} />}
    >
      <div ref={chart}>
        <LineChart
          label={`Mean counts over predicted rates in ${calibration.length} bins of about equal counts`}
          curves={[]}
          x={axis}
          y={axis}
          xName="predicted rate (spikes a bin)"
          yName="mean count"
          height={300}
          endLabels={false}
          empty={calibration.length === 0 && 'There are no counts to show.'}
        >
          <IdentityLine from={axis.domain[0]} to={axis.domain[1]} />
          <MeanBinLayer bins={calibration} connected whiskers="error" />
        </LineChart>
      </div>
      <p className={styles.note}>
        Where circles lie on the dashed line, units spike as often as predicted; whiskers are standard errors
        of the mean counts. Concordance {significant(pair.concordance, 3)}.
      </p>
    </Panel>
  );
}

/** Of recordings with several inputs: frames and behaviour. */
export function InputImportance({ checkpointId, split, colour }: Omit<FitPanelsProps, 'name'>) {
  const asked = { question: 'importance' as const, argument: { split }, about: { checkpointId } };
  const { measured, start, cancel } = useMeasured<NeuronsQuestions, 'importance'>('neurons', asked);
  return (
    <ImportancePanel measured={measured} onStart={start} onCancel={cancel} many="bins" colour={colour} />
  );
}
