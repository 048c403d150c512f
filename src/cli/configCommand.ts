/** `anneal config`: prints a complete configuration, every default filled in, ready for `train --config`. */
import { configJson } from '../runs/textFiles';
import { taskKinds } from '../tasks/runConfig';
import type { Command } from './command';
import { say } from './command';
import { chooseConfig } from './runConfig';
import { readArguments, refuseWords } from './usage';

export const configCommand: Command = {
  usage: `config --task ${taskKinds.join('|')} [--preset NAME | --config FILE...] [--set NAME=VALUE ...]
    Prints a complete configuration as JSON: the defaults, a preset, a JSON or YAML file, or files of another program.`,

  async run(args) {
    const { options, words } = readArguments(args, {
      task: 'text',
      preset: 'text',
      config: 'list',
      set: 'list',
    });
    refuseWords(words);
    const choice = {
      task: options.task,
      files: options.config,
      preset: options.preset,
      settings: options.set,
    };
    const config = await chooseConfig(choice, say);
    process.stdout.write(configJson(config));
    return 0;
  },
};
