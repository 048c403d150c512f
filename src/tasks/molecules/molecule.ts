/** What a molecule is between the folders of this task: as it was read, and as a model predicts it. Without padding. */

export interface Molecule {
  /** Its number in the dataset. */
  row: number;
  /** [atoms]. */
  atomicNumbers: Int32Array;
  /** Å, [atoms · 3]. */
  positions: Float32Array;
  /** e. */
  totalCharge: number;
  /** Reference charges of the atoms, e, [atoms]; null where the data have none. */
  monopoles: Float32Array | null;
  /** Reference, e·bohr, about `origin`; null where the data have none. */
  dipole: Float32Array | null;
  /** Å, what the dipole is taken about: the centre of mass, else that of the data. */
  origin: Float32Array;
  /** Å, [points · 3]; empty where the data have no grid. */
  grid: Float32Array;
  /** Reference potential, Hartree/e, [points]; empty where the data have none. */
  potential: Float32Array;
  /** 1 where a point counts, [points]; null where the data have no mask. */
  espMask: Uint8Array | null;
}

export interface PredictedMolecule {
  molecule: Molecule;
  /** Charges of an atom. */
  nDcm: number;
  /** e, [atoms · nDcm]. */
  charges: Float32Array;
  /** Places of the charges, Å, [atoms · nDcm · 3]. */
  places: Float32Array;
  /** Of the charges, Hartree/e, at every point of the molecule's grid. */
  potential: Float32Array;
  /** Weight of each point of the grid in the errors: 0 where it is masked, else 1. */
  pointMask: Uint8Array;
  /** e·bohr, about the molecule's origin. */
  dipole: Float32Array;
}
