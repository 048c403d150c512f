/** Which channels a model goes by: how far the mean Dice falls when images take a channel from other images. */
import { importanceOf } from '../../engine/metrics/importance';
import type { LoadedModel } from '../../engine/training/evaluate';
import type { Importance } from '../../protocol/diagnostics';
import { AnnealError } from '../../protocol/errors';
import { heed, type Watch, withoutTruth } from '../engine';
import { imageScores, meanScores } from './metrics/image';
import type { SegmentationWorkload } from './workload';

/** Images that are looked at, and how often each channel is shuffled: whole images take their time. */
const MOST_IMAGES = 16;
const REPEATS = 3;

/** @throws data-mismatch for images of a single channel; data-missing without masks. */
export async function channelImportance(
  { workload, executable, parameters }: LoadedModel<SegmentationWorkload>,
  rows: Uint32Array,
  watch: Watch,
): Promise<Importance> {
  const { images, classes, threshold, channels, seed } = workload;
  if (!workload.hasTruth) throw withoutTruth('masks', 'true masks');
  if (channels < 2) {
    throw new AnnealError('data-mismatch', 'The images have a single channel.', {
      remedy: 'Importance compares channels; use images of several.',
    });
  }
  const stride = Math.ceil(rows.length / MOST_IMAGES);
  const chosen = rows.filter((_, i) => i % stride === 0);
  return importanceOf({
    inputs: Array.from({ length: channels }, (_, channel) => `channel ${channel + 1}`),
    rows: chosen.length,
    score: { title: 'Dice', better: 'max' },
    seed,
    repeats: REPEATS,
    async scoreOf(shuffle) {
      const exchange = shuffle && {
        channel: shuffle.input,
        from: new Map(Array.from(chosen, (row, i) => [row, chosen[shuffle.order[i]!]!])),
      };
      let [sum, counted] = [0, 0];
      for await (const image of executable.segment(parameters, chosen, exchange ?? undefined)) {
        await heed(watch, counted, chosen.length);
        const truth = await images.truth(image.row);
        if (!truth) continue;
        const { probability, height, width } = image;
        sum += meanScores(imageScores(probability, truth, height, width, classes.length, threshold)).dice;
        counted++;
      }
      return sum / counted;
    },
    after: async (done, total) => watch.progress({ done, total }),
  });
}
