/** The arrays of a dataset, by what they are read as. */
import type { ArraySheet, DatasetRecord } from '../../../../protocol/datasets';
import rowStyles from '../../../../ui/charts/StatisticsRow.module.css';
import styles from '../../../../ui/charts/StatisticsTable.module.css';
import { Panel } from '../../../../ui/controls/Panel';
import { count, shape } from '../../../../ui/format/quantities';
import { arraysByKey, type Key } from '../../data/arrays';

const meanings: Record<Key, string> = {
  R: 'positions, Å',
  Z: 'atomic numbers, 0 where there is no atom',
  N: 'atoms of each molecule',
  mono: 'reference charges of the atoms, e',
  esp: 'reference potential, Hartree/e',
  vdw_surface: 'places of the potential',
  n_grid: 'points of each molecule',
  Dxyz: 'reference dipole, e·bohr',
  com: 'what the dipole is about, Å',
  espMask: 'points that count, where the mask is File',
  charge: 'total charge, e',
};

export function ArraysPanel({ dataset: { arrays } }: { dataset: DatasetRecord }) {
  const meaningOf = new Map<ArraySheet, string>();
  const found = arraysByKey(arrays);
  for (const key of Object.keys(meanings) as Key[]) {
    const array = found[key];
    if (array) meaningOf.set(array, meanings[key]);
  }
  return (
    <Panel title="Arrays">
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col" className={styles.name}>
                Name
              </th>
              <th scope="col">Read as</th>
              <th scope="col">Type</th>
              <th scope="col" className={styles.numeric}>
                Shape
              </th>
              <th scope="col" className={styles.numeric}>
                Missing
              </th>
            </tr>
          </thead>
          <tbody>
            {arrays.map((array) => (
              <tr key={array.name} className={rowStyles.row}>
                <th scope="row" className={rowStyles.name}>
                  {array.name}
                </th>
                <td>
                  {meaningOf.get(array) ?? (array.categories ? 'text, for names and the split' : 'not used')}
                </td>
                <td className={rowStyles.type}>{array.categories ? 'text' : array.dtype}</td>
                <td className="number">{shape(array.shape)}</td>
                <td className="number">
                  {count(array.columns.reduce((sum, { missing }) => sum + missing, 0))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
