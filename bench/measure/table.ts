/** Prints what was measured of one problem as a Markdown table, which is what `docs/benchmarks.md` holds. */
import { createProblem, type ProblemName, problemTitle } from '../problems/catalogue';
import { isKernel } from '../problems/problem';
import { contenders, reference } from './contenders';
import { type Spread, speedup, spreadOf } from './statistics';
import type { Entry } from './tournament';

export function formatProblem(name: ProblemName, entries: readonly Entry[]): string {
  const problem = createProblem(name);
  const first = entries.find(({ contender }) => contender === reference);
  const plainOn = (backend: string) =>
    entries.find(({ contender }) => {
      const { library, backend: own } = contenders[contender];
      return library === 'plain' && own === backend;
    });
  const rows = entries
    .filter(({ failure }) => failure === null)
    .map((entry) => {
      const time = spreadOf(entry.runs.map(({ milliseconds }) => milliseconds));
      const script = spreadOf(entry.runs.map(({ scriptMilliseconds }) => scriptMilliseconds));
      const [run] = entry.runs;
      const { backend, label } = contenders[entry.contender];
      const gpu = backend === 'webgpu';
      return [
        label,
        withSpread(speedup(entry, first)),
        gpu ? '' : withSpread(speedup(entry, plainOn(backend))),
        withSpread(time),
        gpu ? withSpread(script) : '',
        gpu ? digits(run?.dispatches ?? Number.NaN) : '',
        gpu ? digits(run?.submits ?? Number.NaN) : '',
        ...(isKernel(problem)
          ? [
              problem.flops ? digits(problem.flops / time.median / 1e6) : '',
              digits(entry.values[0] ?? Number.NaN),
            ]
          : [entry.values.map(loss).join(', ')]),
      ];
    });
  // A kernel's value shows that everybody computes the same, but for what is drawn at random.
  const last = isKernel(problem) ? ['GFLOP/s', 'mean magnitude'] : ['first two losses'];
  const heads = [
    '',
    `times ${contenders[reference].label}`,
    'times it on WASM',
    'ms',
    'JavaScript ms',
    'dispatches',
    'submits',
    ...last,
  ];
  const failures = entries
    .filter(({ failure }) => failure !== null)
    .map(({ contender, failure }) => `\n${contenders[contender].label} did not finish: ${failure}`);
  return [
    `### ${problemTitle(name)}\n`,
    ...[heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
    ...failures,
  ].join('\n');
}

function withSpread(spread: Spread | null): string {
  if (!spread) return '';
  return `${digits(spread.median)} (${digits(spread.low)}–${digits(spread.high)})`;
}

/** Three significant digits. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

function loss(value: number): string {
  return value.toFixed(5);
}
