/** Which files predicted molecules are written as. */
import { type LoadedModel, splitOfRows } from '../../../engine/training/evaluate';
import type { Workload } from '../../../engine/workload';
import type { PredictionWriter, Watch } from '../../engine';
import { writeCube } from './box';
import { writeChargesCsv } from './csv';
import { writeAnalysisJson } from './json';
import { writePredictionsNpz } from './npz';
import { chosenRows, type MoleculeOptions, moleculeOptionsSchema } from './options';
import type { PredictedSet } from './predictedSet';
import { writeChargesPqr, writeMoleculesXyz } from './structures';

type Write = (set: PredictedSet, options: MoleculeOptions) => Promise<Uint8Array<ArrayBuffer>>;

const writers = {
  csv: writeChargesCsv,
  npz: writePredictionsNpz,
  json: writeAnalysisJson,
  xyz: writeMoleculesXyz,
  pqr: writeChargesPqr,
  cube: writeCube,
} as const satisfies Record<string, Write>;

export type MoleculeEnding = keyof typeof writers;

/**
 * The writers of the task's engine.
 * @param predict the molecules of the rows as the model predicts them, in that order, with what is known of them.
 */
export function moleculeWriters<Prepared extends Workload>(
  predict: (
    model: LoadedModel<Prepared>,
    rows: Uint32Array,
    watch: Watch,
  ) => Omit<PredictedSet, 'rows' | 'split'>,
): Record<MoleculeEnding, PredictionWriter<Prepared>> {
  const writer = (ending: MoleculeEnding): PredictionWriter<Prepared> => ({
    async write(model, given, { own }, watch) {
      const options = moleculeOptionsSchema.parse(given);
      const chosen = chosenRows(model.workload, options, own);
      // A cube file holds one molecule.
      const rows = ending === 'cube' ? chosen.slice(0, 1) : chosen;
      const split = own ? splitsByRow(model.workload) : null;
      return writers[ending]({ ...predict(model, rows, watch), rows, split }, options);
    },
  });
  return {
    csv: writer('csv'),
    npz: writer('npz'),
    json: writer('json'),
    xyz: writer('xyz'),
    pqr: writer('pqr'),
    cube: writer('cube'),
  };
}

function splitsByRow(workload: Workload): PredictedSet['split'] {
  const splits = splitOfRows(workload);
  const byRow = new Map(Array.from(workload.rows, (row, i) => [row, splits[i] ?? null]));
  return (row) => byRow.get(row) ?? null;
}
