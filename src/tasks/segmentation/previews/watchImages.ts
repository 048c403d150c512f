/** Images on their way through a worker: counts them for the page, and stops when nobody waits for them any more. */
import type { SegmentedImage } from '../../../engine/workload';
import type { ImageProgress } from '../../../protocol/commands';
import { AnnealError } from '../../../protocol/errors';

/** Who waits for the images. */
export interface ImageWatch {
  progress(progress: ImageProgress): void;
  signal: AbortSignal;
}

/** @throws cancelled between two images, once the signal is aborted. */
export async function* watchImages(
  stream: AsyncIterable<SegmentedImage>,
  total: number,
  { progress, signal }: ImageWatch,
): AsyncGenerator<SegmentedImage> {
  let done = 0;
  progress({ done, total });
  for await (const image of stream) {
    // WASM answers without ever ending its turn, and only between turns a worker hears that it shall stop.
    await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) throw new AnnealError('cancelled', `Cancelled after ${done} of ${total} images`);
    yield image;
    progress({ done: ++done, total });
  }
}
