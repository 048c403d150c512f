/** The errors of a regression, target by target: how large, over which inputs, in which rows, and what intervals hold. */
import { useId, useMemo, useState } from 'react';
import { binnedMeans } from '../../../engine/metrics/errorSummary';
import { chartSaver } from '../../../store/downloads/chartSaver';
import { CoveragePanel } from '../../../ui/analysis/CoveragePanel';
import { ErrorPanel } from '../../../ui/analysis/ErrorPanel';
import { ResidualsPanel } from '../../../ui/analysis/ResidualsPanel';
import { WorstPanel } from '../../../ui/analysis/WorstPanel';
import { Select } from '../../../ui/controls/Select';
import { significant } from '../../../ui/format/quantities';
import type { RegressionAnalysis, TableContext } from '../analysis/tableAnalysis';
import styles from './TableResult.module.css';

export interface RegressionErrorsProps {
  analysis: RegressionAnalysis & TableContext;
  /** Of the run, for file names. */
  name: string;
  colour: string;
}

export function RegressionErrors({ analysis, name, colour }: RegressionErrorsProps) {
  const { targets, inputs } = analysis;
  const [chosen, setChosen] = useState(0);
  const residuals = useMemo(
    () =>
      targets.map(({ target, scatter }) => ({
        name: target,
        residuals: scatter.map(({ actual, predicted }) => predicted - actual),
        over: [{ name: 'the prediction', values: scatter.map(({ predicted }) => predicted) }, ...inputs],
      })),
    [targets, inputs],
  );
  const target = targets[chosen];
  if (!target) return null;
  const choice = targets.length > 1 && (
    <TargetChoice targets={targets} chosen={chosen} onChoose={setChosen} />
  );
  return (
    <div className={styles.pair}>
      <ErrorPanel
        title={`Error distribution, MAE ${significant(target.mae)}`}
        of={target.target}
        many="rows"
        histogram={target.errorHistogram}
        percentiles={target.errorPercentiles}
        largest={target.maxError}
        saver={chartSaver}
        name={`${name} ${target.target} error distribution`}
        colour={colour}
        choice={choice}
      />
      <ResidualsPanel
        targets={residuals}
        many="rows"
        binned={binnedMeans}
        saver={chartSaver}
        name={name}
        colour={colour}
      />
    </div>
  );
}

/** Rows and intervals. */
export function RegressionRows({ analysis, name }: Omit<RegressionErrorsProps, 'colour'>) {
  const { targets, worst, coverage, rows } = analysis;
  const [chosen, setChosen] = useState(0);
  const table = worst[chosen];
  return (
    <>
      {table && (
        <WorstPanel
          // Another target begins with its first page.
          key={chosen}
          title="The worst rows"
          worst={table}
          one="row"
          saver={chartSaver}
          name={`${name} ${targets[chosen]?.target} worst rows`}
          choice={
            targets.length > 1 && <TargetChoice targets={targets} chosen={chosen} onChoose={setChosen} />
          }
        />
      )}
      {coverage.length > 0 && (
        <CoveragePanel
          rows={coverage.map(({ target, ...row }) => ({ ...row, of: targets.length > 1 ? target : '' }))}
          source="Split-conformal intervals, as predictions are downloaded with, from the residuals of the validation rows."
          cases={rows}
          many="test rows"
        />
      )}
    </>
  );
}

interface TargetChoiceProps {
  targets: RegressionAnalysis['targets'];
  chosen: number;
  onChoose: (target: number) => void;
}

function TargetChoice({ targets, chosen, onChoose }: TargetChoiceProps) {
  const id = useId();
  return (
    <label htmlFor={id}>
      of{' '}
      <Select
        id={id}
        value={String(chosen)}
        options={targets.map(({ target }, i) => ({ value: String(i), label: target }))}
        onValue={(value) => onChoose(Number(value))}
      />
    </label>
  );
}
