/** What the loss of predicted charges is made of, as settings. */
import { z } from 'zod';

const weight = z.number().min(0);

export const dcmLossSchema = z.strictObject({
  espWeight: weight
    .meta({
      title: 'ESP weight',
      description: 'Of the error of the potential.',
      essential: true,
      also: 'esp_w',
    })
    .default(1e4),
  monopoleWeight: weight
    .meta({
      title: 'Monopole weight',
      description: 'Of the error of the charges of each atom together, against the reference.',
      essential: true,
      also: 'chg_w mono',
    })
    .default(0.1),
  chargeConservationWeight: weight
    .meta({
      title: 'Charge conservation weight',
      description: 'Of the square of what the charges of a molecule miss of its total charge.',
      also: 'charge_conservation_w',
    })
    .default(1),
  dipoleWeight: weight
    .meta({
      title: 'Dipole weight',
      description: 'Of the error of the dipole.',
      essential: true,
      also: 'dip_w',
    })
    .default(0),
  neutralize: z
    .boolean()
    .meta({
      title: 'Shift to the total charge',
      description: 'Subtracts from all charges of a molecule what they are too much together.',
      also: 'neutral mean',
    })
    .default(true),
  weighting: z
    .enum(['none', 'magnitude', 'distance'])
    .meta({
      title: 'Weighting of points',
      description:
        'In training: Magnitude gives large potentials less weight, Distance gives far points more.',
      also: 'use_magnitude_weighting use_distance_weighting',
    })
    .default('none'),
  distanceScale: z
    .number()
    .positive()
    .meta({ title: 'Distance scale (Å)', description: 'Of the weighting by distance.' })
    .default(2),
  distanceMin: z
    .number()
    .min(0)
    .meta({ title: 'Distance minimum (Å)', description: 'Of the weighting by distance.' })
    .default(0.5),
  mask: z
    .enum(['covalent', 'file', 'none'])
    .meta({
      title: 'Mask of points',
      description: 'Covalent leaves out points near an atom; File takes the array espMask of the data.',
      also: 'espMask',
    })
    .default('covalent'),
  radiiCutoffMultiplier: weight
    .meta({
      title: 'Mask radius (covalent radii)',
      description: 'A point counts when it is outside so many covalent radii of every atom.',
      also: 'radii_cutoff_multiplier',
    })
    .default(2),
  espMinDistance: weight
    .meta({
      title: 'Min distance (Å)',
      description: 'Points nearer to an atom do not count.',
      also: 'esp_min_distance',
    })
    .default(0),
  espMaxValue: z
    .number()
    .positive()
    .meta({
      title: 'Max potential (Hartree/e)',
      description: 'Points of a larger reference potential do not count.',
      also: 'esp_max_value',
    })
    .default(1e10),
});
export type DcmLossConfig = z.infer<typeof dcmLossSchema>;
