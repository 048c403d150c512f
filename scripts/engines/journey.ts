/** What a reader does in the studio, step by step, in any browser: from a first visit to files taken home. */
import { join } from 'node:path';
import { discs, imageZip } from '../../e2e/images.ts';
import { readSafetensors } from '../../src/formats/safetensors/safetensors.ts';
import type { Page, SentFile } from './page.ts';

export interface Step {
  name: string;
  /** @returns a word on what was seen. @throws when it did not work. */
  run(page: Page, studio: string): Promise<string>;
}

type Changes = { [section: string]: { [name: string]: unknown } };

/** From a dataset's sheet to its configuration, with these values changed in the JSON, and off. */
async function train(page: Page, changes: Changes): Promise<void> {
  await page.click('button', /^Train on this$/);
  const editor = /^Configuration as JSON$/;
  const config: Changes = JSON.parse(await page.valueOf('textbox', editor));
  for (const [section, values] of Object.entries(changes)) Object.assign(config[section] ?? {}, values);
  await page.fill('textbox', editor, JSON.stringify(config, null, 2));
  await page.click('radio', /^WASM/);
  await page.click('button', /^Start training$/);
  await page.shows(/step [1-9][\d,]* \//, 60);
}

async function stepsDone(page: Page): Promise<number> {
  const [, steps = '0'] = /step ([\d,]+) \//.exec(await page.text()) ?? [];
  return Number(steps.replaceAll(',', ''));
}

async function waitForStep(page: Page, step: number): Promise<void> {
  await page.until(`step ${step}`, async () => (await stepsDone(page)) >= step, 60);
}

/** Of the numbers below: what no model can predict. */
const noise = 0.1;

/** y = 2a − b + ab/2 + c/10 and normal noise, 2000 rows; the same every time. */
function noisyTable(): SentFile {
  let state = 12345;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const rows = Array.from({ length: 2000 }, () => {
    const [a, b, c] = [normal(), normal(), normal()];
    return [a, b, c, 2 * a - b + (a * b) / 2 + c / 10 + noise * normal()].join(',');
  });
  return { name: 'noisy.csv', buffer: new TextEncoder().encode(`a,b,c,y\n${rows.join('\n')}\n`) };
}

const number = String.raw`(\d+\.\d+(?:e[-+]\d+)?)`;

/** Long enough to be left in the middle on any machine, saved on the way. */
const long: Changes = {
  model: { hiddenSize: 32, numLayers: 2 },
  training: { epochs: 60, batchSize: 64, earlyStopping: false },
  checkpoint: { everyNSteps: 20 },
};

async function expectSoundCheckpoint(page: Page): Promise<string> {
  await page.click('button', /^Actions for the checkpoint/);
  await page.click('menuitem', /^Download$/);
  // The weights are what is chosen.
  const { name, bytes } = await page.download(() => page.click('button', /^Download$/));
  const { tensors } = readSafetensors(bytes);
  const values = tensors
    .filter(({ dtype }) => dtype === 'F32')
    .flatMap(({ bytes: stored }) => [...new Float32Array(stored.slice().buffer)]);
  if (!name.endsWith('.safetensors')) throw new Error(`the download is called ${name}`);
  if (values.length === 0 || !values.every(Number.isFinite))
    throw new Error('weights are missing or no numbers');
  if (values.every((value) => value === 0)) throw new Error('every weight is zero');
  return `${name}: ${tensors.length} tensors, ${values.length} numbers, ${bytes.length} bytes`;
}

export const journey: readonly Step[] = [
  {
    name: 'first visit',
    async run(page, studio) {
      await page.driver.open(studio);
      await page.until('drop area', () => page.has('button', /^Choose files$/));
      await page.click('button', /^Train Regression$/);
      await page.shows(/step [1-9]/, 90);
      const log = String(await page.driver.evaluate('document.body.textContent'));
      // The next steps shall have the cores.
      await page.click('button', /^Stop$/, 'main');
      await page.until('result', () => page.has('region', /^Result$/), 60);
      return /Training on \w+ \(.*?\)/.exec(log)?.[0] ?? 'trains';
    },
  },
  {
    name: 'chosen file, accuracy',
    async run(page, studio) {
      await page.driver.open(`${studio}/data`);
      await page.choose([noisyTable()], () => page.has('heading', /^noisy/));
      await train(page, {
        model: { hiddenSize: 32, numLayers: 2 },
        training: { epochs: 30, batchSize: 64, learningRate: 0.003 },
      });
      const [, mse] = await page.shows(new RegExp(`test MSE[^0-9]*${number}`), 240);
      const error = Math.sqrt(Number(mse));
      if (!(error > 0.85 * noise && error < 1.3 * noise)) {
        throw new Error(`RMSE ${error.toFixed(4)}, the noise alone is ${noise}`);
      }
      return `RMSE ${error.toFixed(4)} of a noise of ${noise}`;
    },
  },
  {
    name: 'download of a checkpoint',
    run: (page) => expectSoundCheckpoint(page),
  },
  {
    name: 'reload and resume',
    async run(page, studio) {
      await page.driver.open(`${studio}/data`);
      await page.shows(/Train on this/);
      await train(page, long);
      await waitForStep(page, 60);
      await page.driver.reload();
      await page.shows(/interrupted/, 30);
      const left = await stepsDone(page);
      await page.click('button', /^Resume$/, 'main');
      await waitForStep(page, left + 1);
      // And once more as when its tab is closed.
      const address = String(await page.driver.evaluate('location.href'));
      await waitForStep(page, left + 60);
      await page.driver.reopen(address);
      await page.shows(/interrupted/, 30);
      const again = await stepsDone(page);
      if (again < left) throw new Error(`step ${again} after a closed tab, ${left} before`);
      await page.click('button', /^Resume$/, 'main');
      await page.shows(/test MSE/, 300);
      return `left at steps ${left} and ${again}, finished at ${await stepsDone(page)}`;
    },
  },
  {
    name: 'segmentation',
    async run(page, studio) {
      await page.driver.open(`${studio}/data`);
      await page.until('drop area', () => page.has('button', /^Choose files$/));
      await page.drop(imageZip('discs.zip', discs(12, 32)));
      await page.click('button', /^Import [\d,]+ (pair|image)/);
      await page.until('sheet of images', () => page.has('heading', /^discs/), 60);
      await train(page, {
        dataset: { cropSize: 24, cropsPerImage: 3, validationFraction: 0.25 },
        model: { levels: 2, baseWidth: 4 },
        training: { epochs: 6, batchSize: 4, learningRate: 0.01 },
      });
      await page.until('result', () => page.has('region', /^Result$/), 120);
      const canvas = `document.querySelector('canvas[aria-label^="prediction of"]')`;
      const colours = await page.until('picture of a prediction that is not blank', async () => {
        const bytes = `${canvas}?.getContext('2d').getImageData(0, 0, 32, 32).data.buffer ?? 0`;
        const count = Number(await page.driver.evaluate(`new Set(new Uint32Array(${bytes})).size`));
        return count >= 2 && count;
      });
      return `a picture of ${colours} colours`;
    },
  },
  {
    name: 'download of predictions',
    async run(page) {
      await page.click('button', /^Analyse$/);
      await page.shows(/Dice 0\.\d+ on \d+ images/, 90);
      await page.click('button', /^Predict$/);
      const { name, bytes } = await page.download(() => page.click('button', /^Download predictions$/));
      if (!name.endsWith('.zip') || bytes[0] !== 0x50) throw new Error(`${name} is no zip`);
      return `${name}: ${bytes.length} bytes`;
    },
  },
];

/** The name of a step's picture. */
export function pictureOf(folder: string, engine: string, step: string): string {
  return join(folder, `${engine}-${step.replaceAll(/\W+/g, '-')}.png`);
}
