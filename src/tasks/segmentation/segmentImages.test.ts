/** Analysis and masks of a trained segmentation model, as the page asks for them, on the CPU backend. */
import { beforeAll, describe, expect, it } from 'vitest';
import { selectBackend } from '../../engine/backend';
import type { Checkpoint } from '../../engine/checkpoints/checkpoint';
import { residentData } from '../../engine/data/datasetReader';
import { runToEnd } from '../../engine/testRuns';
import { evaluate, loadModel } from '../../engine/training/evaluate';
import { png } from '../../formats/images/png';
import { openZip } from '../../formats/zip/zip';
import type { ExampleProgress, SplitChoice } from '../../protocol/commands';
import type { JsonObject } from '../../protocol/json';
import type { AskContext, Watch } from '../engine';
import { predictionsFile } from '../predictionsFile';
import type { SegmentationAnalysis } from './analysis/imageAnalysis';
import { blobs } from './blobs.fixture';
import { segmentation } from './engine';

const arrays = blobs(8, 16);
const unlabelled = new Map([['images', arrays.get('images')!]]);
let checkpoint: Checkpoint;

beforeAll(async () => {
  const config = {
    task: 'segmentation',
    dataset: { cropSize: 16, validationFraction: 0.4 },
    model: { levels: 1, baseWidth: 4 },
    training: { maxSteps: 2, batchSize: 4 },
  };
  const backend = await selectBackend('cpu');
  checkpoint = (await runToEnd({ config, arrays, backend })).latest;
});

const modelOn = (data: typeof arrays) => loadModel(segmentation, checkpoint, residentData(data));
type Model = Awaited<ReturnType<typeof modelOn>>;

const analyse = (model: Model, split: SplitChoice, watch: Watch) =>
  segmentation.questions.analysis.answer({ split }, {
    ...watch,
    model: async () => model,
  } as Partial<AskContext> as AskContext<Model['workload']>) as Promise<SegmentationAnalysis>;

const masksOf = (model: Model, options: JsonObject, watch: Watch) =>
  predictionsFile('segmentation', model, { ending: 'zip', options, own: false }, watch);

/** Remembers what it was told; gives up when so many images are done. */
function watching(most = Infinity) {
  const said: ExampleProgress[] = [];
  const controller = new AbortController();
  const watch = {
    progress(progress: ExampleProgress) {
      said.push(progress);
      if (progress.done >= most) controller.abort();
    },
    signal: controller.signal,
  };
  return { said, watch };
}

async function filesOf(bytes: Uint8Array<ArrayBuffer>): Promise<Map<string, Uint8Array>> {
  const archive = await openZip({ name: 'masks.zip', blob: new Blob([bytes]) });
  const files = new Map<string, Uint8Array>();
  for (const entry of archive.entries) files.set(entry.name, await archive.read(entry));
  return files;
}

describe('a segmentation model', () => {
  it('is analysed image by image, with the metrics of its evaluation and pictures, the worst first', async () => {
    const model = await modelOn(arrays);
    const { said, watch } = watching();
    const analysis = await analyse(model, 'validation', watch);
    const metrics = await evaluate(model, model.workload.splits.validation);
    model.dispose();
    expect(analysis.rows).toBe(3);
    expect(analysis.mean.dice).toBeCloseTo(metrics.dice!, 12);
    expect(analysis.pooled.iou).toBeCloseTo(metrics.pooled_iou!, 12);
    expect(said.map(({ done }) => done)).toEqual([0, 1, 2, 3]);
    const dice = analysis.images.map((image) => image.dice!).sort((a, b) => a - b);
    expect(analysis.pictures.map((picture) => picture.dice)).toEqual(dice);
  });

  it('gives a mask of each image at the threshold asked for, without a truth, too', async () => {
    const model = await modelOn(unlabelled);
    const { said, watch } = watching();
    const sharesAt = async (threshold: number | null) => {
      const files = await filesOf(await masksOf(model, { threshold }, watch));
      expect([...files.keys()]).toHaveLength(8);
      const masks = await Promise.all([...files.values()].map((bytes) => png.decode(bytes, 'mask')));
      const values = masks.flatMap(([mask]) => Array.from(mask!.data));
      expect(values).toHaveLength(8 * 16 * 16);
      expect(values.every((value) => value === 0 || value === 255)).toBe(true);
      return values.filter((value) => value === 255).length;
    };
    const shares = [await sharesAt(0.01), await sharesAt(null), await sharesAt(0.5), await sharesAt(0.99)];
    model.dispose();
    expect(shares[0]).toBe(8 * 16 * 16);
    expect(shares[1]).toBe(shares[2]);
    expect(shares[3]).toBe(0);
    expect(said.at(-1)).toEqual({ done: 8, total: 8 });
  });

  it('stops after an image when nobody waits for the masks any more', async () => {
    const model = await modelOn(arrays);
    const { said, watch } = watching(2);
    await expect(masksOf(model, {}, watch)).rejects.toMatchObject({
      code: 'cancelled',
      message: 'Cancelled after 2 of 8.',
    });
    model.dispose();
    expect(said.map(({ done }) => done)).toEqual([0, 1, 2]);
  });

  it('says what it cannot do: geometries, and analyses without masks', async () => {
    const model = await modelOn(unlabelled);
    const { watch } = watching();
    const xyz = predictionsFile('segmentation', model, { ending: 'xyz', options: {}, own: false }, watch);
    await expect(xyz).rejects.toMatchObject({
      code: 'usage',
      details: { remedy: expect.stringContaining('.zip') },
    });
    await expect(masksOf(model, { threshold: 2 }, watch)).rejects.toMatchObject({
      code: 'usage',
      details: { place: 'threshold' },
    });
    await expect(analyse(model, 'all', watch)).rejects.toMatchObject({
      code: 'data-missing',
      message: expect.stringContaining('masks'),
    });
    model.dispose();
  });
});
