/** A regression: a table of errors per target, then for each target its series and its scatter. */
import { useRef } from 'react';
import { chartSaver } from '../../../store/downloads/chartSaver';
import { ChartMenu } from '../../../ui/charts/ChartMenu';
import { curvesCsv } from '../../../ui/charts/curvesCsv';
import { Name } from '../../../ui/controls/Name';
import { Panel } from '../../../ui/controls/Panel';
import table from '../../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../../ui/controls/WideTable';
import { count, significant, tableNumber } from '../../../ui/format/quantities';
import type { RegressionAnalysis, TargetAnalysis } from '../analysis/tableAnalysis';
import styles from './RegressionResult.module.css';
import { ScatterChart } from './ScatterChart';
import { SeriesChart } from './SeriesChart';

export interface RegressionResultProps {
  analysis: RegressionAnalysis;
  /** Of the run, for file names. */
  name: string;
  colour: string;
}

export function RegressionResult({ analysis, name, colour }: RegressionResultProps) {
  return (
    <>
      <Panel title={`Errors on ${count(analysis.rows)} rows, in the units of the targets`}>
        <ErrorTable analysis={analysis} />
      </Panel>
      {analysis.targets.map((target) => (
        <TargetPanel
          key={target.target}
          target={target}
          stride={analysis.stride}
          name={name}
          colour={colour}
        />
      ))}
    </>
  );
}

function ErrorTable({ analysis }: { analysis: RegressionAnalysis }) {
  const percentiles = analysis.targets[0]?.errorPercentiles ?? [];
  return (
    <WideTable>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Target</th>
            <th scope="col">MSE</th>
            <th scope="col">RMSE</th>
            <th scope="col">MAE</th>
            <th scope="col">R²</th>
            <th scope="col">Correlation</th>
            <th scope="col">Spearman</th>
            <th scope="col">Concordance</th>
            <th scope="col">Bias</th>
            {percentiles.map(({ percent }) => (
              <th key={percent} scope="col">
                {percent === 50 ? 'Median |error|' : `|error| ${percent} %`}
              </th>
            ))}
            <th scope="col">Largest</th>
          </tr>
        </thead>
        <tbody>
          {analysis.targets.map((target) => (
            <tr key={target.target}>
              <th scope="row">{target.target}</th>
              <td className="number">{tableNumber(target.mse)}</td>
              <td className="number">{tableNumber(target.rmse)}</td>
              <td className="number">{tableNumber(target.mae)}</td>
              <td className="number">{tableNumber(target.r2)}</td>
              <td className="number">{tableNumber(target.correlation)}</td>
              <td className="number">{tableNumber(target.spearman)}</td>
              <td className="number">{tableNumber(target.concordance)}</td>
              <td className="number">{tableNumber(target.bias)}</td>
              {target.errorPercentiles.map(({ percent, value }) => (
                <td key={percent} className="number">
                  {tableNumber(value)}
                </td>
              ))}
              <td className="number">{tableNumber(target.maxError)}</td>
            </tr>
          ))}
        </tbody>
        {analysis.targets.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row">Mean</th>
              {/* The errors have the units of their targets, which need not be the same. */}
              <td colSpan={3} />
              <td className="number">{tableNumber(analysis.mean.r2)}</td>
              <td className="number">{tableNumber(analysis.mean.correlation)}</td>
              <td colSpan={percentiles.length + 4} />
            </tr>
          </tfoot>
        )}
      </table>
    </WideTable>
  );
}

interface TargetPanelProps {
  target: TargetAnalysis;
  stride: number;
  name: string;
  colour: string;
}

function TargetPanel({ target, stride, name, colour }: TargetPanelProps) {
  const series = useRef<HTMLDivElement>(null);
  const scatter = useRef<HTMLDivElement>(null);
  const sample = target.scatter.map(({ actual, predicted }) => ({ x: actual, y: predicted }));
  return (
    <Panel
      title={
        <>
          <Name of={target.target} />: MSE {significant(target.mse)}, MAE {significant(target.mae)}, R²{' '}
          {significant(target.r2)}
        </>
      }
    >
      <div className={styles.pair}>
        <div ref={series}>
          <div className={styles.head}>
            <h3>{stride > 1 ? `Every ${count(stride)}th row` : 'Every row'}</h3>
            <ChartMenu
              saver={chartSaver}
              name={`${name} ${target.target} series`}
              chart={series}
              csv={() =>
                curvesCsv('row', [
                  { name: 'actual', points: target.series.map(({ row, actual }) => ({ x: row, y: actual })) },
                  {
                    name: 'predicted',
                    points: target.series.map(({ row, predicted }) => ({ x: row, y: predicted })),
                  },
                ])
              }
            />
          </div>
          <SeriesChart
            label={`${target.target}: actual and predicted by row`}
            target={target.target}
            series={target.series}
            colour={colour}
            height={300}
          />
        </div>
        <div ref={scatter}>
          <div className={styles.head}>
            <h3>Predicted over actual, {count(target.scatter.length)} rows</h3>
            <ChartMenu
              saver={chartSaver}
              name={`${name} ${target.target} scatter`}
              chart={scatter}
              csv={() => curvesCsv('actual', [{ name: 'predicted', points: sample }])}
            />
          </div>
          <ScatterChart
            label={`${target.target}: predicted over actual`}
            target={target.target}
            points={sample}
            colour={colour}
            height={300}
          />
        </div>
      </div>
    </Panel>
  );
}
