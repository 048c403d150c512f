/** Errors by element, and by the distance of a point from the nearest atom. */
import { memo, useRef } from 'react';
import { csvText } from '../../../../formats/csv/write';
import { chartSaver } from '../../../../store/downloads/chartSaver';
import { linearAxis, logAxis } from '../../../../ui/charts/axis';
import { ChartMenu } from '../../../../ui/charts/ChartMenu';
import type { Curve } from '../../../../ui/charts/curve';
import { LineChart } from '../../../../ui/charts/LineChart';
import { Panel } from '../../../../ui/controls/Panel';
import table from '../../../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../../../ui/controls/WideTable';
import { count, significant, tableNumber } from '../../../../ui/format/quantities';
import { DISTANCE_BIN } from '../../analysis/breakdowns';
import type { DistanceErrors, ElementErrors } from '../../analysis/moleculesAnalysis';
import styles from './MoleculesResult.module.css';

export const ElementPanel = memo(function ElementPanel({ elements }: { elements: readonly ElementErrors[] }) {
  const hasMonopoles = elements.some(({ monopoles }) => monopoles !== null);
  const hasPoints = elements.some(({ points }) => points > 0);
  return (
    <Panel title="By element">
      <WideTable>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">Element</th>
              <th scope="col">Atoms</th>
              {hasMonopoles && (
                <>
                  <th scope="col">Monopole MAE (e)</th>
                  <th scope="col">RMSE</th>
                  <th scope="col">Bias</th>
                </>
              )}
              {hasPoints && (
                <>
                  <th scope="col">Points</th>
                  <th scope="col">ESP RMSE</th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {elements.map(({ atomicNumber, symbol, atoms, monopoles, points, espRmse }) => (
              <tr key={atomicNumber}>
                <th scope="row">{symbol}</th>
                <td className="number">{count(atoms)}</td>
                {hasMonopoles && (
                  <>
                    <td className="number">{tableNumber(monopoles?.mae ?? null)}</td>
                    <td className="number">{tableNumber(monopoles?.rmse ?? null)}</td>
                    <td className="number">{tableNumber(monopoles?.bias ?? null)}</td>
                  </>
                )}
                {hasPoints && (
                  <>
                    <td className="number">{count(points)}</td>
                    <td className="number">{tableNumber(espRmse)}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      {hasPoints && (
        <p className={styles.note}>Points belong to the nearest atom; their error is in (kcal/mol)/e.</p>
      )}
    </Panel>
  );
});

export interface DistancePanelProps {
  distances: readonly DistanceErrors[];
  /** Of the run, for file names. */
  name: string;
  colour: string;
}

export const DistancePanel = memo(function DistancePanel({ distances, name, colour }: DistancePanelProps) {
  const chart = useRef<HTMLDivElement>(null);
  const curve = (
    id: string,
    label: string,
    value: 'espRmse' | 'reference',
    look: Pick<Curve, 'colour' | 'dashed'>,
  ) => ({
    ...{ id, label, ...look },
    points: distances.map((bin) => ({ x: bin.from + DISTANCE_BIN / 2, y: bin[value] ?? Number.NaN })),
  });
  const curves: Curve[] = [
    curve('error', 'RMSE', 'espRmse', { colour }),
    curve('reference', 'reference', 'reference', { colour: 'var(--ink-3)', dashed: true }),
  ];
  const values = curves.flatMap(({ points }) => points.map(({ y }) => y)).filter((value) => value > 0);
  const last = distances.at(-1);
  const csv = () =>
    csvText(
      ['from_angstrom', 'points', 'esp_rmse_kcal', 'esp_reference_rms_kcal'],
      distances.map(({ from, points, espRmse, reference }) => [from, points, espRmse, reference]),
    );
  return (
    <Panel
      title="By distance from the nearest atom"
      aside={<ChartMenu saver={chartSaver} name={`${name} errors by distance`} chart={chart} csv={csv} />}
    >
      <div ref={chart}>
        <LineChart
          label="RMSE of the potential, and the size of the potential itself, by distance from the nearest atom"
          curves={curves}
          x={linearAxis(distances[0]?.from ?? 0, (last?.from ?? 0) + DISTANCE_BIN)}
          y={logAxis(Math.min(...values), Math.max(...values))}
          xName="distance from the nearest atom (Å)"
          yName="ESP RMSE ((kcal/mol)/e)"
          logY
          height={260}
          labelWidth={76}
          formatX={(x) => `${significant(x)} Å`}
        />
      </div>
      <p className={styles.note}>
        (kcal/mol)/e, in steps of {DISTANCE_BIN} Å; dashed the root mean square of the reference.
      </p>
    </Panel>
  );
});
