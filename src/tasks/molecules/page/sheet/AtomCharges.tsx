/** The reference charges of a molecule's atoms, opened on demand. */
import table from '../../../../ui/controls/ResultTable.module.css';
import { symbolOf } from '../../formula';
import type { ShownMolecule } from '../../preview/questions';
import { atomChargeText } from './chargeText';
import styles from './MoleculesPanel.module.css';

export function AtomCharges({ molecule: { atomicNumbers, monopoles } }: { molecule: ShownMolecule }) {
  if (!monopoles) return null;
  const sum = monopoles.reduce((total, charge) => total + charge, 0);
  return (
    <details className={styles.charges}>
      <summary>Reference charges of the {monopoles.length} atoms</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={styles.atoms} aria-label="Reference charges of the atoms" tabIndex={0}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">Atom</th>
              <th scope="col">Charge (e)</th>
            </tr>
          </thead>
          <tbody>
            {Array.from(monopoles, (charge, atom) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an atom is its place.
              <tr key={atom}>
                <th scope="row">
                  {symbolOf(atomicNumbers[atom]!)} {atom + 1}
                </th>
                <td className="number">{atomChargeText(charge)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Sum</th>
              <td className="number">{atomChargeText(sum)}</td>
            </tr>
          </tfoot>
        </table>
      </section>
    </details>
  );
}
