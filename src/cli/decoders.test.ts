/** Threads of the command line: here they cannot start, because Node alone reads no TypeScript. */
import { expect, it } from 'vitest';
import { writeGrey } from '../formats/images/pictures.fixture';
import { startDecoders } from './decoders';

it('decode, or leave it to this thread where they cannot start', async () => {
  const decoders = startDecoders();
  const image = { path: 'a.png', bytes: writeGrey(2, 1, [4, 5]), packed: null, range: null, failure: null };
  const header = {
    width: 2,
    height: 1,
    pages: 1,
    channels: 1,
    alpha: false,
    palette: false,
    depth: 8,
  } as const;
  const batch = { pairs: [{ image, mask: null, header }], kind: { channels: 1, depth: 8 } as const };
  for (let wait = 0; wait < 3; wait++) {
    expect([...(await decoders.decode({ ...batch, maskBytes: 1 })).images]).toEqual([4, 5]);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  decoders.close();
});
