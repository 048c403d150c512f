/**
 * `npm run bench`: training steps and kernels of TensorFlow.js, jax-js and this project, in one run, in a real browser
 * (`--node`: in Node over Dawn). Prints tables and writes `bench-results.json`. How to read it: `docs/benchmarks.md`.
 */
import { writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openBrowser } from '../bench/measure/browserHost.ts';
import { contenderNames, takesPart } from '../bench/measure/contenders.ts';
import { openNode } from '../bench/measure/nodeHost.ts';
import { withPython } from '../bench/measure/pythonHost.ts';
import { formatProblem } from '../bench/measure/table.ts';
import { type Entry, hold } from '../bench/measure/tournament.ts';
import { modelNames, type ProblemName, problemNames } from '../bench/problems/catalogue.ts';
import { kernelNames } from '../bench/problems/kernels/names.ts';

const usage = `npm run bench -- [options]
  --node                 in Node over Dawn instead of the browser
  --gpu                  let the browser use the machine's GPU, not its software adapter
  --problems a,b         models (${modelNames.join(', ')}),
                         kernels (${kernelNames.join(', ')}),
                         or single ones; default models,matmul,conv
  --contenders a,b       some of ${contenderNames.join(', ')}
  --repetitions n        default 5
  --budget seconds       for the repetitions of one problem, default 45; at least two are made
  --output file          default bench-results.json`;

const words = (text: string) => text.split(',').filter(Boolean);

/** `models` and `kernels` stand for all of them. */
const groups: Record<string, readonly string[]> = { models: modelNames, kernels: kernelNames };

const problemsSchema = z
  .string()
  .default('models,matmul,conv')
  .transform((text) => [...new Set(words(text).flatMap((word) => groups[word] ?? [word]))])
  .pipe(z.array(z.enum(problemNames, { error: ({ input }) => `There is no problem "${input}".` })));

const optionsSchema = z.object({
  node: z.boolean().default(false),
  gpu: z.boolean().default(false),
  help: z.boolean().default(false),
  problems: problemsSchema,
  contenders: z
    .string()
    .default(contenderNames.join(','))
    .transform(words)
    .pipe(z.array(z.enum(contenderNames, { error: ({ input }) => `There is no contender "${input}".` }))),
  repetitions: z.coerce.number().int().positive().default(5),
  budget: z.coerce.number().positive().default(45),
  output: z.string().default('bench-results.json'),
});

const { values } = parseArgs({
  options: {
    node: { type: 'boolean' },
    gpu: { type: 'boolean' },
    help: { type: 'boolean' },
    problems: { type: 'string' },
    contenders: { type: 'string' },
    repetitions: { type: 'string' },
    budget: { type: 'string' },
    output: { type: 'string' },
  },
});
const parsed = optionsSchema.safeParse(values);
if (!parsed.success || parsed.data.help) {
  for (const { path, message } of parsed.error?.issues ?? [])
    console.error(`--${String(path[0])}: ${message}`);
  console.log(usage);
  process.exit(parsed.success ? 0 : 2);
}
const options = parsed.data;

const started = performance.now();
const host = withPython(options.node ? await openNode() : await openBrowser({ hardware: options.gpu }));
const machine = `${cpus()[0]?.model ?? arch()} × ${cpus().length}, ${platform()}`;
console.log(`\n${host.platform} on ${machine}\nWebGPU adapter: ${host.adapter ?? 'none'}\n`);

const results: Partial<Record<ProblemName, Entry[]>> = {};
try {
  for (const problem of options.problems) {
    const names = options.contenders.filter((name) => takesPart(name, problem));
    const entries = await hold(host, problem, { ...options, contenders: names, progress: console.error });
    results[problem] = entries;
    console.log(`${formatProblem(problem, entries)}\n`);
  }
} finally {
  await host.close();
}
const { adapter, platform: where } = host;
const report = { date: new Date().toISOString(), platform: where, adapter, machine, results };
writeFileSync(options.output, `${JSON.stringify(report, null, 2)}\n`);
console.log(`${options.output} written; ${((performance.now() - started) / 1000).toFixed(0)} s.`);
