/** Predicted values beside their reference: errors, percentiles, and how both are spread. */
import type { PairSummary } from '../../../../protocol/diagnostics';
import table from '../../../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../../../ui/controls/WideTable';
import { count, tableNumber } from '../../../../ui/format/quantities';
import type { MoleculesAnalysis } from '../../analysis/moleculesAnalysis';
import styles from './MoleculesResult.module.css';

interface Line {
  name: string;
  pair: PairSummary;
}

export function PairTables({ analysis }: { analysis: MoleculesAnalysis }) {
  const { monopoles, potential } = analysis;
  const lines = [
    ...(potential ? [{ name: 'Potential, (kcal/mol)/e', pair: potential }] : []),
    ...(monopoles ? [{ name: 'Charges of atoms, e', pair: monopoles }] : []),
  ];
  return (
    <div className={styles.tables}>
      <Errors lines={lines} />
      <Spreads lines={lines} />
      <p className={styles.note}>
        {potential &&
          potential.maskFraction < 1 &&
          `R² of the potential over all points, also those that do not count: ${tableNumber(potential.r2Unmasked)}; ${(potential.maskFraction * 100).toFixed(1)} % of ${count(potential.points)} points count. `}
        {lines.some(({ pair }) => pair.approximate) &&
          '≈ Medians, percentiles and Spearman come from a sample of about a million values.'}
      </p>
    </div>
  );
}

function Errors({ lines }: { lines: readonly Line[] }) {
  const percentiles = lines[0]?.pair.errorPercentiles ?? [];
  return (
    <WideTable>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Errors</th>
            <th scope="col">Values</th>
            <th scope="col">MAE</th>
            <th scope="col">RMSE</th>
            <th scope="col">Bias</th>
            <th scope="col">R²</th>
            <th scope="col">Correlation</th>
            <th scope="col">Spearman</th>
            <th scope="col">Concordance</th>
            {percentiles.map(({ percent }) => (
              <th key={percent} scope="col">
                {percent === 50 ? 'Median |error|' : `|error| ${percent} %`}
              </th>
            ))}
            <th scope="col">Largest</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, pair }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{count(pair.count)}</td>
              <td className="number">{tableNumber(pair.mae)}</td>
              <td className="number">{tableNumber(pair.rmse)}</td>
              <td className="number">{tableNumber(pair.bias)}</td>
              <td className="number">{tableNumber(pair.r2)}</td>
              <td className="number">{tableNumber(pair.correlation)}</td>
              <td className="number">{tableNumber(pair.spearman)}</td>
              <td className="number">{tableNumber(pair.concordance)}</td>
              {pair.errorPercentiles.map(({ percent, value }) => (
                <td key={percent} className="number">
                  {pair.approximate && '≈ '}
                  {tableNumber(value)}
                </td>
              ))}
              <td className="number">{tableNumber(pair.maxError)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

function Spreads({ lines }: { lines: readonly Line[] }) {
  const sides = lines.flatMap(({ name, pair }) => [
    { name: `${name}: predicted`, approximate: pair.approximate, ...pair.predicted },
    { name: `${name}: reference`, approximate: pair.approximate, ...pair.reference },
  ]);
  return (
    <WideTable>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Values</th>
            <th scope="col">Mean</th>
            <th scope="col">SD</th>
            <th scope="col">Smallest</th>
            <th scope="col">Median</th>
            <th scope="col">Largest</th>
          </tr>
        </thead>
        <tbody>
          {sides.map(({ name, approximate, mean, std, min, median, max }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">{tableNumber(mean)}</td>
              <td className="number">{tableNumber(std)}</td>
              <td className="number">{tableNumber(min)}</td>
              <td className="number">
                {approximate && '≈ '}
                {tableNumber(median)}
              </td>
              <td className="number">{tableNumber(max)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}
