/** What a task shows in the page. Values that its engine made arrive as it made them: both live in one folder. */
import type { ReactNode } from 'react';
import type { SplitChoice } from '../protocol/commands';
import type { DatasetRecord } from '../protocol/datasets';
import type { JsonObject } from '../protocol/json';
import type { MetricInfo } from '../protocol/metrics';
import type { ListedCheckpoint, RunRecord } from '../protocol/records';
import type { Draft } from '../store/draft';

export interface DatasetSheetProps {
  dataset: DatasetRecord;
}

export interface TrainingPanelsProps<Examples> {
  run: RunRecord;
  /** Of the last validation; null before the first one, and where the task gives none. */
  examples: { epoch: number; value: Examples } | null;
  metrics: readonly MetricInfo[];
  training: boolean;
}

/** Of pictures and predictions of a run, as the description's `predictionOptions` has them. */
export interface OptionsProps {
  run: RunRecord;
  options: JsonObject;
  onOptions: (options: JsonObject) => void;
  /** Of the file that is to be written, where one is. */
  ending?: string;
}

/** Of the predictions of a dataset, with the options that they are written with. */
export interface PredictionPreviewProps {
  run: RunRecord;
  checkpoint: ListedCheckpoint;
  dataset: DatasetRecord;
  options: JsonObject;
}

export interface AnalysisProps<Analysis> extends OptionsProps {
  analysis: Analysis;
  /** Whose predictions they are. */
  checkpoint: ListedCheckpoint;
  /** Of which part of the data, for what a task asks besides. */
  split: SplitChoice;
  /** Of the run, as a CSS colour. */
  colour: string;
}

/** A number of an analysis by which checkpoints are compared. */
export interface Figure extends Pick<MetricInfo, 'name' | 'title' | 'unit' | 'better'> {
  /** null where it is not defined. */
  value: number | null;
}

export interface DraftProps {
  draft: Draft;
  dataset: DatasetRecord;
}

/** Components are methods, so that each may take the type of value that its own engine makes. */
export interface TaskPage {
  /** What is inside a dataset, read by this task. */
  DatasetSheet(props: DatasetSheetProps): ReactNode;
  /** Beside the curves while a run trains: live examples. */
  TrainingPanels?(props: TrainingPanelsProps<unknown>): ReactNode;
  /** Checks examples that were stored; null for what are none. Present where there are training panels. */
  readExamples?(value: unknown): unknown;
  /** The answer to the question `analysis`. */
  Analysis(props: AnalysisProps<unknown>): ReactNode;
  /** What checkpoints are compared by, of the answer to `analysis`, always the same ones; absent where they are not compared. */
  figures?(analysis: unknown): Figure[];
  /** Names of the recorded metrics that stand beside the figures of checkpoints; the loss where this is absent. */
  comparedMetrics?: readonly string[];
  /** Controls of the options of predictions, where there is something to choose. */
  PredictionOptions?(props: OptionsProps): ReactNode;
  /** Some of the predictions, looked at before they are downloaded. */
  PredictionPreview?(props: PredictionPreviewProps): ReactNode;
  /** Options of a run's predictions until somebody changes them. */
  initialOptions?(run: RunRecord): JsonObject;
  /** Whether predictions of a dataset can be asked for; all of them where this is absent. */
  canPredict?(dataset: DatasetRecord): boolean;
  /** Shown below a section of the configuration's form, by the name of the section. */
  asides?: Readonly<Record<string, (props: DraftProps) => ReactNode>>;
  /** Names that a text field of the form can take, by the field's dotted place. */
  fieldChoices?(draft: Draft, dataset: DatasetRecord): ReadonlyMap<string, readonly string[]>;
}
