import { describe, expect, it } from 'vitest';
import { moleculeLoss } from './moleculeLoss';
import { oneMolecule } from './oneMolecule';
import { predictedMolecules, withoutReference } from './predicted.fixture';

const [water] = predictedMolecules;

describe('one predicted molecule', () => {
  it('has its potentials in (kcal/mol)/e and arrays of its own', () => {
    const one = oneMolecule(water!, 'water');
    expect(one).toMatchObject({ row: 4, name: 'water', formula: 'H2O', nDcm: 2 });
    expect(one.referencePotential[0]).toBeCloseTo(-0.02 * 627.509, 4);
    expect(one.potentialError[0]).toBeCloseTo((-0.05272242 + 0.02) * 627.509, 4);
    expect([...one.monopoles]).toEqual([-0.75, 0.375, 0.3125]);
    expect(one.positions.buffer).not.toBe(water!.molecule.positions.buffer);
  });

  it('is shown without a reference, too', () => {
    const one = oneMolecule(withoutReference[0]!, 'water');
    expect(one.reference).toBeNull();
    expect(one.potentialError).toHaveLength(0);
  });
});

describe('the loss of one molecule', () => {
  const none = { espWeight: 0, monopoleWeight: 0, chargeConservationWeight: 0, dipoleWeight: 0 };

  it('weighs potential, charges of atoms, total charge and dipole', () => {
    // ½ (14.83482936192278 / 627.509)², by NumPy as the analysis.
    expect(moleculeLoss(water!, { ...none, espWeight: 1 })).toBeCloseTo(2.7944426e-4, 9);
    // ½ (0.05² + 0.025² + 0.0375²) / 3.
    expect(moleculeLoss(water!, { ...none, monopoleWeight: 1 })).toBeCloseTo(7.552083e-4, 8);
    expect(moleculeLoss(water!, { ...none, chargeConservationWeight: 1 })).toBe(0.0625 ** 2);
    // ½ (0.1² + 0.10905406² + 1.67990552²).
    expect(moleculeLoss(water!, { ...none, dipoleWeight: 1 })).toBeCloseTo(1.4219876, 6);
    expect(moleculeLoss(water!, { ...none, monopoleWeight: 2, chargeConservationWeight: 3 })).toBeCloseTo(
      2 * 7.552083e-4 + 3 * 0.0625 ** 2,
      8,
    );
  });

  it('has only the total charge to tell where there is no reference', () => {
    const all = { espWeight: 1, monopoleWeight: 1, chargeConservationWeight: 1, dipoleWeight: 1 };
    expect(moleculeLoss(withoutReference[0]!, all)).toBe(0.0625 ** 2);
  });
});
