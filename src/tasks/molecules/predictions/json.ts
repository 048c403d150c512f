/** The analysis of a checkpoint as JSON, under the names of DCMNet's `best_analysis.json`. */
import { defined } from '../../../engine/metrics/statistics';
import type { PairSummary, Percentile } from '../../../protocol/diagnostics';
import type { Json, JsonObject } from '../../../protocol/json';
import { createAnalysis } from '../analysis/analyse';
import { predictedMonopoles } from '../analysis/moleculeFigures';
import type { ChargeFigures, MoleculesAnalysis } from '../analysis/moleculesAnalysis';
import { createTextParts, type PredictedSet, type TextParts } from './predictedSet';

/**
 * An object: what is said of the charges of atoms stands at the top, `esp` is in (kcal/mol)/e, `dipole` in debye; then
 * `molecules`, the worst first, and the lists `batch_losses` (of single molecules), `predictions`, `targets` and `errors`
 * (of atoms, in the order of the data). What is not defined is null.
 */
export async function writeAnalysisJson(set: PredictedSet): Promise<Uint8Array<ArrayBuffer>> {
  const analysis = createAnalysis(set);
  const text = createTextParts();
  const losses: number[] = [];
  const predictions = createNumberList();
  const targets = createNumberList();
  const errors = createNumberList();
  for await (const predicted of set.stream) {
    analysis.add(predicted);
    if (set.loss) losses.push(set.loss(predicted));
    const { monopoles } = predicted.molecule;
    for (const [atom, value] of predictedMonopoles(predicted).entries()) {
      predictions.add(value);
      if (!monopoles) continue;
      targets.add(monopoles[atom]!);
      errors.add(value - monopoles[atom]!);
    }
  }
  const result = analysis.finish();
  const begin = JSON.stringify({ ...analysisSummary(result), molecules: moleculesOf(result) }, null, 2);
  text.add(begin.replace(/\n\}$/, ',\n'));
  text.add(`  "batch_losses": ${JSON.stringify(losses.map(defined))},\n`);
  predictions.write(text, 'predictions', ',\n');
  targets.write(text, 'targets', ',\n');
  errors.write(text, 'errors', '\n}\n');
  return text.bytes();
}

/** What is said of all molecules together. */
export function analysisSummary(analysis: MoleculesAnalysis): JsonObject {
  const { monopoles, potential, loss } = analysis;
  return {
    n_molecules: analysis.molecules,
    total_loss: loss?.mean ?? null,
    loss_std: loss?.std ?? null,
    ...(monopoles && pairJson(monopoles)),
    esp_rmse_kcal: analysis.model.espRmse.mean,
    mono_mae: monopoles?.mae ?? null,
    mono_rmse: monopoles?.rmse ?? null,
    dipole_mae_debye: analysis.model.dipole?.mae ?? null,
    esp: potential && {
      ...pairJson(potential),
      r2_masked: potential.r2,
      r2_unmasked: potential.r2Unmasked,
      mask_fraction: potential.maskFraction,
    },
    model: chargesJson(analysis.model),
    atomic_monopoles: analysis.atomicMonopoles && chargesJson(analysis.atomicMonopoles),
    least_squares_charges: analysis.leastSquares && chargesJson(analysis.leastSquares),
    elements: analysis.elements.map((element) => ({
      symbol: element.symbol,
      atoms: element.atoms,
      mono_mae: element.monopoles?.mae ?? null,
      mono_rmse: element.monopoles?.rmse ?? null,
      mono_bias: element.monopoles?.bias ?? null,
      points: element.points,
      esp_rmse_kcal: element.espRmse,
    })),
    distances: analysis.distances.map(({ from, points, espRmse, reference }) => ({
      from_angstrom: from,
      points,
      esp_rmse_kcal: espRmse,
      esp_reference_rms_kcal: reference,
    })),
  };
}

function pairJson(pair: PairSummary): JsonObject {
  return {
    count: pair.count,
    mae: pair.mae,
    rmse: pair.rmse,
    max_error: pair.maxError,
    bias: pair.bias,
    correlation: pair.correlation,
    ...sideJson('pred', pair.predicted),
    ...sideJson('target', pair.reference),
    error_percentiles: percentilesJson(pair.errorPercentiles),
    percentiles_approximate: pair.approximate,
  };
}

function sideJson(prefix: string, { mean, std, min, max, median }: PairSummary['predicted']): JsonObject {
  return Object.fromEntries(
    Object.entries({ mean, std, min, max, median }).map(([name, value]) => [`${prefix}_${name}`, value]),
  );
}

function percentilesJson(percentiles: readonly Percentile[]): JsonObject {
  return Object.fromEntries(percentiles.map(({ percent, value }) => [String(percent), value]));
}

function chargesJson({ molecules, espRmse, dipole }: ChargeFigures): JsonObject {
  const { percentiles, mean, std, min, max, median } = espRmse;
  return {
    molecules,
    esp_rmse_kcal: { mean, std, min, max, median, percentiles: percentilesJson(percentiles) },
    dipole_debye: dipole && {
      mae: dipole.mae,
      rmse: dipole.rmse,
      max: dipole.max,
      component_mae: dipole.componentMae,
    },
  };
}

function moleculesOf({ table }: MoleculesAnalysis): Json[] {
  return table.names.map((name, i) => ({
    row: table.rows[i]!,
    name,
    formula: table.formulas[i]!,
    atoms: table.atoms[i]!,
    esp_rmse_kcal: defined(table.espRmse[i]!),
    esp_max_error_kcal: defined(table.espMaxError[i]!),
    atomic_monopoles_esp_rmse_kcal: defined(table.monopolesEspRmse[i]!),
    mono_rmse: defined(table.monopoleRmse[i]!),
    dipole_error_debye: defined(table.dipoleError[i]!),
    total_charge: defined(table.totalCharge[i]!),
    loss: defined(table.loss[i]!),
  }));
}

interface NumberList {
  add(value: number): void;
  /** `"name": [...]` in pieces. */
  write(text: TextParts, name: string, end: string): void;
}

/** Numbers of a long list, eight bytes each until they are written. */
function createNumberList(): NumberList {
  let values = new Float64Array(1024);
  let count = 0;
  return {
    add(value) {
      if (count === values.length) {
        const wider = new Float64Array(2 * count);
        wider.set(values);
        values = wider;
      }
      values[count++] = value;
    },
    write(text, name, end) {
      const step = 2 ** 16;
      text.add(`  "${name}": [`);
      for (let start = 0; start < count; start += step) {
        const piece = Array.from(values.subarray(start, Math.min(start + step, count)), defined);
        text.add(`${start > 0 ? ',' : ''}${piece.map(String).join(',')}`);
      }
      text.add(`]${end}`);
    },
  };
}
