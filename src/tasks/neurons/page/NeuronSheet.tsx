/** What is inside a dataset of recordings. */
import type { DatasetSheetProps } from '../../page';
import { arraysBySession } from '../data/sessionArrays';

export function NeuronSheet({ dataset }: DatasetSheetProps) {
  const sessions = [...arraysBySession(dataset.arrays)];
  return (
    <ul>
      {sessions.map(([name, { robs }]) => (
        <li key={name}>
          {name}: {robs.shape[0]} bins of {robs.shape[1]} units
        </li>
      ))}
    </ul>
  );
}
