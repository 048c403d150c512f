/** `anneal predict`: what a checkpoint says of every example of a dataset, in one of the file formats of its task. */
import { extname } from 'node:path';
import { AnnealError } from '../protocol/errors';
import type { Json, JsonObject } from '../protocol/json';
import type { TaskKind } from '../tasks/catalogue';
import { predictionFormat, predictionOptions, predictionsFile } from '../tasks/predictionsFile';
import { describedTask, taskKinds } from '../tasks/runConfig';
import { writeAtomic } from './atomicFile';
import type { Command } from './command';
import { endProgress, say, showProgress } from './command';
import { applyModel, modelOptions } from './model';
import { type OptionKind, readArguments, refuseWords, required } from './usage';

const formats = taskKinds.flatMap((kind) =>
  describedTask(kind).predictionFormats.map((format) => ({ ...format, task: describedTask(kind).title })),
);

/** Options of the files, by name, of all tasks. */
const fileOptions = new Map(
  taskKinds.flatMap((kind) =>
    Object.entries(describedTask(kind).predictionOptions.shape).map(([name, schema]): [string, string] => [
      name,
      schema.meta()?.description ?? '',
    ]),
  ),
);

export const predictCommand: Command = {
  usage: `predict --checkpoint FILE --data FILE... --out FILE
    --trained-on FILE...             the data of the training, for intervals around predictions of other data
    --backend auto|webgpu|wasm|cpu   as for train
    The ending of the file says what is written:
${formats.map(({ ending, task, about }) => `    ${`.${ending}`.padEnd(8)}${task}: ${about}`).join('\n')}
${[...fileOptions].map(([name, about]) => `    --${name} VALUE   ${about}`).join('\n')}`,

  async run(args) {
    const kinds: Record<string, OptionKind> = Object.fromEntries(
      [...fileOptions.keys()].map((name) => [name, 'text']),
    );
    const { options, words } = readArguments(args, {
      ...kinds,
      ...modelOptions,
      out: 'text' as const,
      'trained-on': 'list' as const,
    });
    refuseWords(words);
    const out = required(
      options.out,
      'No file to write was named.',
      `Add --out FILE, ending in ${endings()}.`,
    );
    const ending = extname(out).slice(1).toLowerCase();
    if (!formats.some((format) => format.ending === ending)) throw unknownEnding(out);
    const chosen = chosenOptions(options);
    // Which task it is shows in the checkpoint; what fits none is told before anything is read.
    checkOptions(ending, chosen);
    const model = await applyModel(options);
    const { task, sameData, workload } = model;
    try {
      predictionFormat(task, ending);
      for (const { message } of workload.remarks) say(message);
      const { one, many } = describedTask(task).example;
      // A format or an option may take fewer than there are.
      let written = workload.rows.length;
      const told: string[] = [];
      const content = await predictionsFile(
        task,
        model,
        {
          ending,
          options: chosen,
          own: sameData,
          remark: (message) => void told.push(message),
          trained: () => model.over(options['trained-on']),
        },
        {
          progress({ done, total }) {
            written = total;
            showProgress(`predicting: ${done} of ${total} ${many}`);
          },
          signal: new AbortController().signal,
        },
      ).finally(endProgress);
      await writeAtomic(out, content);
      for (const message of told) say(message);
      const what = written === 1 ? `one ${one}` : `${written} ${many}`;
      say(`Predictions of ${what} were written to ${out}.`);
    } finally {
      model.dispose();
    }
    return 0;
  },
};

/** @throws usage where no task that writes such a file takes the options. */
function checkOptions(ending: string, options: JsonObject): void {
  const names = Object.keys(options);
  const knows = (kind: TaskKind) =>
    names.filter((name) => Object.hasOwn(describedTask(kind).predictionOptions.shape, name)).length;
  // What is said is said by the task that knows most of the options.
  const writing = taskKinds
    .filter((kind) => describedTask(kind).predictionFormats.some((format) => format.ending === ending))
    .sort((a, b) => knows(b) - knows(a));
  const errors = writing.map((kind) => {
    try {
      predictionOptions(kind, options);
      return null;
    } catch (thrown) {
      return thrown;
    }
  });
  if (!errors.includes(null)) throw errors[0];
}

/** The options that were given; numbers as numbers. */
function chosenOptions(options: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(
    [...fileOptions.keys()].flatMap((name): [string, Json][] => {
      const text = options[name];
      if (typeof text !== 'string') return [];
      return [[name, text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text]];
    }),
  );
}

function endings(): string {
  return [...new Set(formats.map(({ ending }) => `.${ending}`))].join(', ');
}

function unknownEnding(out: string): AnnealError {
  return new AnnealError('usage', `${out} has none of the endings ${endings()}.`, {
    place: '--out',
    received: out,
    remedy: `Name a file that ends in one of ${endings()}.`,
  });
}
