/** Forces, the gradient of an energy by the positions of its atoms, are not offered here, and that is said by name. */
import { AnnealError } from '../../../protocol/errors';

/** @throws internal, always. */
export function refusePositions(layer: string): never {
  throw new AnnealError(
    'internal',
    `Equivariant layers have no gradient by the positions of atoms: ${layer} was asked for one.`,
    {
      received: layer,
      remedy:
        'Forces cannot be trained or computed here. Keep positions out of what is differentiated by, or build the layer from elementary operations.',
    },
  );
}
