/**
 * What the analysis of predicted molecules holds: plain data for charts, tables and downloads. Potentials are in
 * (kcal/mol)/e, dipoles in debye, charges in e, distances in Å. What is not defined is null.
 */
import type { PairSummary, Percentile, Spread } from '../../../protocol/diagnostics';

/** How well charges give potential and dipole, molecule by molecule. */
export interface ChargeFigures {
  /** Molecules of which there is a potential. */
  molecules: number;
  /** RMSE of the potential of each molecule over the points that count. */
  espRmse: Spread & { percentiles: Percentile[] };
  /** Of ‖μ − reference‖; `componentMae` of x, y and z by themselves. null where no dipole is known. */
  dipole: { mae: number | null; rmse: number | null; max: number | null; componentMae: number | null } | null;
}

export interface ElementErrors {
  atomicNumber: number;
  symbol: string;
  atoms: number;
  /** Predicted against reference charges of its atoms; null without a reference. */
  monopoles: { mae: number | null; rmse: number | null; bias: number | null } | null;
  /** Points that count and have no nearer atom. */
  points: number;
  espRmse: number | null;
}

/** Points that count, by their distance from the nearest atom. */
export interface DistanceErrors {
  /** Å; the bin ends at `from` + 0.25. */
  from: number;
  points: number;
  espRmse: number | null;
  /** Root mean square of the reference potential. */
  reference: number | null;
}

/** A line for each molecule, by place: the worst potential first. NaN where there is no value. */
export interface MoleculesTable {
  rows: Uint32Array;
  names: string[];
  /** "C6H6". */
  formulas: string[];
  atoms: Uint16Array;
  espRmse: Float64Array;
  espMaxError: Float64Array;
  /** What the reference charges of the atoms give. */
  monopolesEspRmse: Float64Array;
  monopoleRmse: Float64Array;
  dipoleError: Float64Array;
  /** Predicted. */
  totalCharge: Float64Array;
  loss: Float64Array;
}

export interface MoleculesAnalysis {
  molecules: number;
  /** Σ over an atom's charges against its reference charge. */
  monopoles: PairSummary | null;
  /** Over the points that count. */
  potential:
    | (PairSummary & {
        /** Over all points. */
        r2Unmasked: number | null;
        points: number;
        /** Share of the points that count. */
        maskFraction: number;
      })
    | null;
  /** The model, and two lines to beat on the same points. */
  model: ChargeFigures;
  /** The reference charges of the atoms; null where the data have none. */
  atomicMonopoles: ChargeFigures | null;
  /** Charges at the atoms fitted to each molecule's own potential, their sum held at its total charge. */
  leastSquares: ChargeFigures | null;
  elements: ElementErrors[];
  distances: DistanceErrors[];
  /** Of single molecules; null where it was not measured. */
  loss: { mean: number | null; std: number | null } | null;
  table: MoleculesTable;
}
