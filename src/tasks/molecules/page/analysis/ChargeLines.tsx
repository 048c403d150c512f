/** The model beside the lines to beat: what the reference charges give, and the best that charges on the atoms can do. */
import table from '../../../../ui/controls/ResultTable.module.css';
import { WideTable } from '../../../../ui/controls/WideTable';
import { tableNumber } from '../../../../ui/format/quantities';
import type { ChargeFigures, MoleculesAnalysis } from '../../analysis/moleculesAnalysis';
import styles from './MoleculesResult.module.css';

export function ChargeLines({ analysis }: { analysis: MoleculesAnalysis }) {
  const { model, atomicMonopoles, leastSquares } = analysis;
  const lines: [name: string, figures: ChargeFigures | null][] = [
    ['This model', model],
    ['Reference charges of the atoms', atomicMonopoles],
    ['Best charges on the atoms', leastSquares],
  ];
  const percents = model.espRmse.percentiles.filter(({ percent }) => percent > 50);
  return (
    <>
      <WideTable>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">Charges</th>
              <th scope="col">ESP RMSE, mean</th>
              <th scope="col">Median</th>
              {percents.map(({ percent }) => (
                <th key={percent} scope="col">
                  {percent} %
                </th>
              ))}
              <th scope="col">Largest</th>
              <th scope="col">Dipole error (D), mean</th>
              <th scope="col">RMSE</th>
              <th scope="col">Largest</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(
              ([name, figures]) =>
                figures && (
                  <tr key={name} className={figures === model ? styles.model : undefined}>
                    <th scope="row">{name}</th>
                    <td className="number">{tableNumber(figures.espRmse.mean)}</td>
                    <td className="number">{tableNumber(figures.espRmse.median)}</td>
                    {figures.espRmse.percentiles.map(
                      ({ percent, value }) =>
                        percent > 50 && (
                          <td key={percent} className="number">
                            {tableNumber(value)}
                          </td>
                        ),
                    )}
                    <td className="number">{tableNumber(figures.espRmse.max)}</td>
                    <td className="number">{tableNumber(figures.dipole?.mae ?? null)}</td>
                    <td className="number">{tableNumber(figures.dipole?.rmse ?? null)}</td>
                    <td className="number">{tableNumber(figures.dipole?.max ?? null)}</td>
                  </tr>
                ),
            )}
          </tbody>
        </table>
      </WideTable>
      <p className={styles.note}>
        Potentials in (kcal/mol)/e, each molecule over the points that count; the best charges on the atoms
        are fitted to each molecule's own potential. A model below them places charges off the atoms to good
        effect.
      </p>
    </>
  );
}
