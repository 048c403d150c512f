/**
 * The front door of the package: what `import { … } from 'anneal'` gives, by name. Losses and metrics of one task are
 * behind a door of its own, `tasks/NAME/exports.ts`: `anneal/tasks/NAME`. Nothing inside of the project imports either.
 */

// One instance: tensors of another copy of TensorFlow.js mean nothing to this engine.

export * as tf from '@tensorflow/tfjs';

// A training in one call, and its configuration.

export { type RunTrainingOptions, runTraining, type TrainingResult } from './cli/runTraining';
export type { CheckpointConfig, RunConfig, TrainingConfig } from './protocol/config';
export type { OptimizerConfig } from './protocol/optimizerConfig';
export type { ScheduleConfig } from './protocol/scheduleConfig';
export {
  createTrainingManager,
  type KeptCheckpoint,
  type ManagerOptions,
  quickTrainingSetup,
  type TrainCall,
  type TrainingManager,
} from './scripting/trainingManager';
export type { CheckpointPreset } from './scripting/trainingPresets';
export type { TaskKind } from './tasks/catalogue';
export { defaultConfig, parseConfig, setByPath, taskKinds } from './tasks/runConfig';

// Where to compute.

export { installNodeGpu } from './cli/nodeGpu';
export { type Backend, selectBackend } from './engine/backend';

// Data: from the disk, from a Blob, or made by hand.

export { openPaths, readData } from './cli/dataFiles';
export { workspace } from './cli/workspace';
export { createColumnFit } from './engine/data/columnFit';
export { type DatasetReader, placedData, residentData } from './engine/data/datasetReader';
export { fingerprintOf } from './engine/data/fingerprint';
export { applyScaling, fitScaling, type Scaling } from './engine/data/scaling';
export { type RowSplit, type SplitOptions, splitRows } from './engine/data/split';
export type { ArraySet, NamedArray, NumericArray } from './formats/arrays';
export { writeNpy } from './formats/npy/npy';
export { writeNpz } from './formats/npy/npz';
export type { NamedBlob, OpenedFile, OpenedPart } from './formats/openedFile';
export { openFiles } from './formats/openFiles';
export { readFiles } from './formats/readFiles';

// The training loop, and what it trains: a task of the project's or one of your own.

export { withMoreEpochs } from './engine/checkpoints/prolong';
export { activations, dense, denseParameters } from './engine/nn/dense';
export { heNormal, type Initializer, ones, xavierUniform, zeros } from './engine/nn/initializers';
export type { ParameterSpec, Parameters } from './engine/nn/parameter';
export { type TrainOptions, train } from './engine/trainer';
export type { Looker, TrainControl } from './engine/training/stages';
export { sumBatches } from './engine/training/sumBatches';
export type {
  Evaluation,
  EvaluationOptions,
  Executable,
  ForwardResult,
  InputArray,
  SplitName,
  StepContext,
  Task,
  Workload,
} from './engine/workload';
export { engines } from './tasks/engines';

// What the loop is made of.

export {
  type Batch,
  consecutiveBatches,
  type EpochPlan,
  type PlanConfig,
  planEpoch,
} from './engine/data/epochPlan';
export type { LossWeights } from './engine/losses/lossWeights';
export { crossEntropy, huber, mae, meanLoss, mse, smoothL1 } from './engine/losses/plain';
export { meanDefined, quantile } from './engine/metrics/statistics';
export type { Optimizer } from './engine/optimizers/optimizer';
export { createOptimizer } from './engine/optimizers/rules';
export { type RandomStream, randomStream } from './engine/random';
export { previewSchedule } from './engine/schedules/preview';
export { createSchedule, type Position, type RunLength, type Schedule } from './engine/schedules/schedule';
export { createMonitor, type Monitor } from './engine/training/monitor';
export type { MetricInfo } from './protocol/metrics';

// Who hears of a training: its events, and what the command line makes of them.

export { folderForm } from './cli/folderForm';
export { diskFolder } from './cli/logFolder';
export { outboxFolder } from './cli/outboxFolder';
export { createReport, type Report } from './cli/report';
export type { TrainerEvent, TrainerEvents } from './engine/training/trainerEvent';
export type { EpochRow, FinishedEvent, Metrics, TrainEvent } from './protocol/events';
export type { Letter, Outbox } from './protocol/outbox';
export { type StepColumns, type StepPoint, stepPoints } from './protocol/steps';
export type { TensorReport, TensorSummary } from './protocol/tensors';
export { type Callback, type CallbackRun, callbackListener } from './runs/callbacks';
export {
  type EpochHeartbeatOptions,
  epochHeartbeat,
  type HeartbeatOptions,
  heartbeat,
} from './runs/heartbeat';
export { type CheckpointForm, type Commit, type KeepRunOptions, keepRun, type RunForm } from './runs/keepRun';
export { type LogFolder, memoryFolder } from './runs/loggers/logFolder';
export { type MlflowOptions, mlflowLogger } from './runs/loggers/mlflow';
export { type TensorBoardOptions, tensorboardLogger } from './runs/loggers/tensorboard';
export { type WandbOptions, wandbLogger } from './runs/loggers/wandb';
export type { HeardRun, RunListener } from './runs/runListener';
export { historyCsv, stepsCsv } from './runs/textFiles';
export { type TrainingSummary, trainingSummary } from './runs/trainingSummary';

// Checkpoints: their bytes, which of them are kept, and what a model says of data.

export { readCheckpointFile } from './cli/checkpointFile';
export { loadSaved, type SavedState } from './cli/savedState';
export type { Checkpoint, CheckpointState } from './engine/checkpoints/checkpoint';
export { decodeCheckpoint, encodeCheckpoint } from './engine/checkpoints/encode';
export { retain } from './engine/checkpoints/retention';
export { evaluate, type LoadedModel, loadModel, rowsOf } from './engine/training/evaluate';
export { AnnealError, type ErrorCode } from './protocol/errors';
export { predictionsFile } from './tasks/predictionsFile';
