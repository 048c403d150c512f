/** What the page and the command line know of a task without loading it: names, schemas, presets. No TensorFlow.js, no React. */
import type { z } from 'zod';
import type { Checkpoint } from '../engine/checkpoints/checkpoint';
import type { KerasModel } from '../formats/tfjsModel/kerasModel';
import type { RunConfig } from '../protocol/config';
import type { ArraySheet, DatasetWarning, DescribedDataset } from '../protocol/datasets';
import type { Json, JsonObject } from '../protocol/json';
import type { MetricInfo } from '../protocol/metrics';
import type { ModelRoles, RunRecord } from '../protocol/records';

export interface Preset {
  title: string;
  /** What it does: "128 wide, 2 blocks, 20 epochs". */
  description: string;
  /** Partial configuration, laid over the defaults. */
  config: JsonObject;
}

/** How well a dataset suits a task, from what its arrays look like. */
export const fits = ['possible', 'likely', 'certain'] as const;
export type Fit = (typeof fits)[number];

export interface Suggestion {
  fit: Fit;
  /** Name of the preset to begin with. */
  preset: string;
  /** Its stand-in on a machine without a GPU, where the preset would take an hour. */
  presetWithoutGpu?: string;
  /** Partial configuration, laid over the preset: which arrays are what. */
  settings: JsonObject;
}

/** A file that predictions are taken home as; its writer stands in the task's engine, under the same ending. */
export interface PredictionFormat {
  /** Without the dot. */
  ending: string;
  title: string;
  /** What is in it, as one line of the command line's help. */
  about: string;
}

/**
 * What an option of the command line sets: a dotted place, at which its value goes; a value of its own, so that it takes
 * none; or what each of its words stands for. Of a section only what is named is set.
 */
export type TaskFlag =
  | string
  | { place: string; value: Json }
  | { place: string; choices: Readonly<Record<string, Json>> };

/** What another program's configuration says, in the words of the task. */
export interface ForeignConfig {
  /** Partial, laid over the defaults. */
  config: JsonObject;
  /** What of it means nothing here. */
  remarks: string[];
}

/** A model by what is known of it without its weights. */
export type KnownModel = Pick<RunRecord, 'config' | 'roles' | 'dataset'>;

/** Examples divided into folds, each of which is the test part of a run of its own. */
export interface Folds {
  /** What makes a configuration the one of a fold, from 1: partial, laid over it. */
  settings(fold: number, folds: number): JsonObject;
  /** Which fold a configuration is for; null for one that has none. */
  of(config: Pick<RunConfig, 'dataset'>): { fold: number; folds: number } | null;
}

/** A network as layers of Keras, or, as a noun, what of it has no layer in TensorFlow.js: "group normalization". */
export type KerasForm =
  | { lacking: string }
  | {
      /** @param checkpoint with the weights that evaluation uses, under their plain names. */
      model(checkpoint: Checkpoint): Promise<KerasModel>;
    };

/** A picture for logs. */
export interface GreyPicture {
  name: string;
  height: number;
  width: number;
  /** [height · width], 0 black. */
  samples: Uint8Array;
}

export interface TaskDescription {
  title: string;
  /** How a dataset is read where several tasks could: "Columns". */
  reading: string;
  /** Words for an example of the data, and for what a step trains on where that is something else: crops of images. */
  example: { one: string; many: string; trained?: string };
  /** Schema of the whole run configuration; `parse({ task })` gives the defaults. */
  schema: z.ZodObject;
  /** By name; the first is the one to begin with where nothing else is suggested. */
  presets: Readonly<Record<string, Preset>>;
  /** Dotted places that choosing a preset leaves alone: which arrays are what. */
  keptByPresets: readonly string[];
  /** Settings that have names of their own, by their dotted place: `loss.scheduler`. */
  namedSettings?: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  /** Options of `anneal train` for this task beside `--set`, by their names without dashes: `num-epochs`. */
  flags?: Readonly<Record<string, TaskFlag>>;
  /**
   * Reads configurations that another program's users have; null for what is none.
   * @param files in the order given: the first decides.
   */
  readForeign?(files: readonly JsonObject[]): Promise<ForeignConfig | null>;
  /**
   * Dotted places of settings and sections that do nothing for what a configuration chooses on a dataset, such as the
   * weights of classes where quantities are predicted.
   */
  idleSettings?(config: JsonObject, dataset: DescribedDataset): readonly string[];
  /** Options of the schema as people write them, where that is not the option in words. */
  optionNames?: Readonly<Record<string, string>>;
  /** Whether each file is a part of its own, so that more files may join a dataset later. */
  grows?: true;
  /** Whether a dataset can be for this task, and with which settings; null when it cannot. */
  suggest(dataset: DescribedDataset): Suggestion | null;
  /** Cross-validation, where the task can divide its examples into folds. */
  folds?: Folds;
  /** How many examples a dataset holds, read as a configuration says, or as it would be suggested. */
  countExamples(dataset: DescribedDataset, config?: JsonObject): number;
  /** What is odd about the arrays for this task. */
  warnings?(arrays: readonly ArraySheet[]): DatasetWarning[];
  /** Remarks of an import that mean nothing to this task, such as that a column of padding is constant. */
  ignoredWarnings?: readonly DatasetWarning['code'][];
  /** What metrics of these names are, for runs that were recorded without infos; those it does not know are left out. */
  metricInfos(config: RunConfig, names: readonly string[]): MetricInfo[];
  /** Completes the infos that a run was recorded with, where what its metrics mean has changed since. */
  recordedInfos?(config: RunConfig, infos: readonly MetricInfo[]): readonly MetricInfo[];
  /** Patterns of the parameters that are worth taking to another run, a shared core for one; all of them where absent. */
  shared?: readonly string[];
  /**
   * What a model takes and gives; null where only the data say so.
   * @param fitted what its checkpoint knows of the data, where there is one.
   */
  roles?(config: RunConfig, fitted?: Record<string, Json>): ModelRoles | null;
  /** Whether a model can predict a dataset, by its arrays, and whether the truth is in it too; null where it cannot. */
  predicts?(model: KnownModel, dataset: DescribedDataset): { hasTruth: boolean } | null;
  /** The value of an `examples` event as pictures for logs; absent where the task has none. */
  examplePictures?(value: unknown): GreyPicture[];
  /** The network of a configuration as TensorFlow.js loads it; absent where the task has none of that kind. */
  keras?(config: RunConfig): KerasForm;
  predictionFormats: readonly PredictionFormat[];
  /** What may be chosen when predictions are written; each option has a default and a label. */
  predictionOptions: z.ZodObject;
}
