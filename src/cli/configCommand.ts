/** `anneal config`: prints a complete configuration, every default filled in, ready for `train --config`. */
import { configJson } from '../runs/textFiles';
import { taskKinds } from '../tasks/runConfig';
import type { Command } from './command';
import { say } from './command';
import { chooseConfig } from './runConfig';
import { readArguments, refuseWords, required } from './usage';

export const configCommand: Command = {
  usage: `config --task ${taskKinds.join('|')} [--preset NAME] [--set NAME=VALUE ...]
    Prints a complete configuration as JSON.`,

  async run(args) {
    const { options, words } = readArguments(args, { task: 'text', preset: 'text', set: 'list' });
    refuseWords(words);
    const task = required(options.task, 'No task was named.', `Add --task ${taskKinds.join(' or --task ')}.`);
    const choice = { task, preset: options.preset, settings: options.set };
    const config = await chooseConfig(choice, say);
    process.stdout.write(configJson(config));
    return 0;
  },
};
