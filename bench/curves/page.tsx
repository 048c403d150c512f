/** The page of the bench of curves: synthetic runs in the series of the page, and the panel of the product over them. */
import '../../src/ui/styles/tokens.css';
import '../../src/ui/styles/base.css';
import { createRoot } from 'react-dom/client';
import { MemoryRouter } from 'react-router';
import type { RunRecord } from '../../src/protocol/records';
import { testRun } from '../../src/protocol/testRun.fixture';
import { seriesOf } from '../../src/store/runSeries';
import { parseConfig } from '../../src/tasks/runConfig';
import { TooltipProvider } from '../../src/ui/controls/Tooltip';
import { CurvesPanel } from '../../src/views/compare/CurvesPanel';

const stepsPerEpoch = 1000;
/** Steps that arrive at once, as a stored history has them. */
const atOnce = 50_000;

/** Losses that fall with noise, as float32, with all that a step has. @returns milliseconds that the series took. */
function fill(runId: string, run: number, points: number): number {
  const series = seriesOf(runId);
  let state = run + 1;
  let milliseconds = 0;
  for (let from = 0; from < points; from += atOnce) {
    const length = Math.min(atOnce, points - from);
    const column = (value: (step: number) => number) =>
      Float64Array.from({ length }, (_, i) => value(from + i + 1));
    const steps = {
      step: column((step) => step),
      epoch: column((step) => step / stepsPerEpoch),
      time: column((step) => 1.77e12 + Math.floor(step / 40) * 311),
      channels: {
        loss: column((step) => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return Math.fround(Math.exp(-step / points) * (1 + run / 50) + state / 2 ** 34);
        }),
        learningRate: column(() => 1e-3),
        gradientNorm: column((step) => Math.fround(1 + ((step * 7919) % 1013) / 1013)),
      },
    };
    const begin = performance.now();
    series.append(steps);
    milliseconds += performance.now() - begin;
  }
  return milliseconds;
}

const painted = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

let frames: number[] = [];
let isWatching = false;

/** What the driver calls. */
export interface CurvesBench {
  /** @returns milliseconds that the series took, and bytes that it holds besides. */
  fill(runs: number, points: number): Promise<{ milliseconds: number; bytes: number }>;
  /** @returns milliseconds until the panel is painted. */
  open(address: string): Promise<number>;
  /** Milliseconds between frames from now on. */
  watch(): void;
  frames(): number[];
}

declare global {
  var curves: CurvesBench;
}

const { config } = parseConfig({ task: 'tabular' });
const runs: RunRecord[] = [];

globalThis.curves = {
  async fill(count, points) {
    let milliseconds = 0;
    let bytes = 0;
    for (let index = 0; index < count; index++) {
      const name = `run ${index}`;
      const run = testRun({ id: name, name, config, colour: index });
      runs.push(run);
      milliseconds += fill(run.id, index, points);
      const series = seriesOf(run.id);
      bytes += series.channels().reduce((sum, channel) => sum + series.curve(channel).bytes, 0);
      await new Promise((resolve) => setTimeout(resolve));
    }
    return { milliseconds, bytes };
  },
  async open(address) {
    const root = document.getElementById('root');
    if (!root) throw new Error('The page has no place for the panel.');
    const begin = performance.now();
    createRoot(root).render(
      <TooltipProvider>
        <MemoryRouter initialEntries={[address]}>
          <CurvesPanel runs={runs} />
        </MemoryRouter>
      </TooltipProvider>,
    );
    while (!document.querySelector('figure canvas')) await painted();
    await painted();
    return performance.now() - begin;
  },
  watch() {
    frames = [];
    if (isWatching) return;
    isWatching = true;
    let before = performance.now();
    const look = (now: number) => {
      frames.push(now - before);
      before = now;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  },
  frames: () => frames.slice(1),
};
