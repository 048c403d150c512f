/**
 * The page's state: one vanilla zustand store. Actions live in files of their own beside it and change it
 * through `studio.setState`; React reads it through `views/useStudio.ts`. Bulk data and points are elsewhere.
 */
import { createStore } from 'zustand/vanilla';
import type { DatasetRecord } from '../protocol/datasets';
import type { ErrorJson } from '../protocol/errors';
import type { BackendInfo } from '../protocol/events';
import type { CheckpointRecord, RunRecord } from '../protocol/records';
import type { Draft } from './draft';
import type { LiveRun } from './liveRun';
import type { StudioNotice } from './notice';

export interface ImportProgress {
  /** File names, as shown. */
  name: string;
  phase: string;
  done: number;
  /** 0 when it is not known yet. */
  total: number;
}

export interface Sample {
  name: string;
  title: string;
  description: string;
  /** File name under `/samples`. */
  file: string;
  task: string;
  preset: string;
}

export interface StudioState {
  /** False until everything kept from earlier visits has been read. */
  booted: boolean;
  samples: Sample[];
  datasets: DatasetRecord[];
  /** Stored datasets that could not be read, and why. */
  datasetProblems: ErrorJson[];
  imports: ImportProgress | null;
  runs: RunRecord[];
  /** By run id. */
  checkpoints: Record<string, CheckpointRecord[]>;
  draft: Draft | null;
  /** The run that trains, or the last one that did in this tab. */
  activeRunId: string | null;
  live: Record<string, LiveRun>;
  /** What this machine offers; null until the worker has been asked. */
  backends: { available: BackendInfo[]; automatic: BackendInfo } | null;
  notices: StudioNotice[];
}

export function initialStudioState(): StudioState {
  return {
    booted: false,
    samples: [],
    datasets: [],
    datasetProblems: [],
    imports: null,
    runs: [],
    checkpoints: {},
    draft: null,
    activeRunId: null,
    live: {},
    backends: null,
    notices: [],
  };
}

export const studio = createStore<StudioState>(initialStudioState);
