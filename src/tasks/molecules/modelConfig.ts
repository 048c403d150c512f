/** What a DCMNet is made of, as settings. */
import { z } from 'zod';

const count = z.number().int().positive();

export const dcmnetSchema = z.strictObject({
  nDcm: count
    .max(16)
    .meta({
      title: 'Charges per atom',
      description: 'Point charges that stand for each atom, off its nucleus.',
      essential: true,
      also: 'n_dcm',
    })
    .default(2),
  features: count
    .max(512)
    .meta({ title: 'Features', essential: true, also: 'width channels hidden' })
    .default(16),
  maxDegree: z
    .number()
    .int()
    .min(0)
    .max(2)
    .meta({
      title: 'Max degree',
      description: 'Of the features: 0 scalars, 1 vectors, 2 quadrupoles too.',
      also: 'max_degree l_max',
    })
    .default(2),
  numIterations: z
    .number()
    .int()
    .min(1)
    .max(8)
    .meta({ title: 'Message passes', essential: true, also: 'num_iterations interactions layers' })
    .default(2),
  numBasisFunctions: count
    .min(2)
    .max(32)
    .meta({ title: 'Radial basis functions', also: 'num_basis_functions' })
    .default(16),
  basis: z
    .enum(['reciprocal', 'exponential'])
    .meta({
      title: 'Radial basis',
      description: 'Bernstein polynomials of 1/(1 + r), or of exp(−γr) with a learned γ.',
    })
    .default('reciprocal'),
  cutoff: z
    .number()
    .positive()
    .max(100)
    .meta({
      title: 'Cutoff (Å)',
      description: 'Atoms farther apart do not hear each other.',
    })
    .default(4),
  cutoffFunction: z.enum(['smooth', 'cosine']).meta({ title: 'Cutoff function' }).default('smooth'),
  maxAtomicNumber: count
    .max(118)
    .meta({ title: 'Largest atomic number', also: 'max_atomic_number' })
    .default(36),
  displacement: z
    .enum(['faithful', 'bounded'])
    .meta({
      title: 'Displacement',
      description:
        'Faithful is that of DCMNet, which has no limit; Bounded ends at the largest displacement.',
    })
    .default('faithful'),
  maxDisplacement: z
    .number()
    .positive()
    .max(5)
    .meta({ title: 'Largest displacement (Å)', description: 'Of bounded displacements.' })
    .default(0.5),
});
export type Dcmnet = z.infer<typeof dcmnetSchema>;
