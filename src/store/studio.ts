/**
 * The page's state: one vanilla zustand store. Actions live in files of their own beside it and change it
 * through `studio.setState`; React reads it through `react/useStudio.ts`. Bulk data and points are elsewhere.
 */

import { createStore } from 'zustand/vanilla';
import type { BackendPreference, ProbeResult } from '../protocol/commands';
import type { DatasetRecord, ImagePair } from '../protocol/datasets';
import type { ErrorJson } from '../protocol/errors';
import type { ListedCheckpoint, RunRecord } from '../protocol/records';
import type { Sample } from '../protocol/samples';
import type { FileContents, ImportProgress } from '../worker/dataCommands';

/** What the reader is asked before files are read. */
export interface ChoiceAsked {
  contents: FileContents[];
  /** Whether the files may stay where they are. */
  mayStay: boolean;
  /** Of pictures: the pairs to begin with, where those of a dataset are edited. */
  pairs?: readonly ImagePair[];
}

import type { Draft } from './draft';
import type { LiveRun } from './liveRun';

/** A dataset that was brought for a run, and is another one than it was trained on. */
export interface OtherData {
  fingerprint: string;
  name: string;
  /** How it differs, as the end of a sentence. */
  words: string;
}

/** A run that trains in another tab. */
export interface FollowedRun {
  /** That tab in words. */
  tab: string;
  live: LiveRun;
}

/** An import that is under way. */
export interface RunningImport extends ImportProgress {
  /** File names, as shown. */
  name: string;
}

/** A short message about what just happened, with what to do about it: undo, open, or read more. */
export interface StudioNotice {
  id: number;
  tone: 'info' | 'good' | 'warn' | 'bad';
  title: string;
  /** Where, what was found, and what to do, when it is about an error. */
  error: ErrorJson | null;
  /** A verb, and what it does or the place where it leads; the notice goes when it is used. */
  action: { label: string; run: () => void } | { label: string; to: string } | null;
  /** The run that it speaks of: its own place says the same, and once the run has changed the notice is gone. */
  runId: string | null;
  /** Milliseconds until it goes by itself; null stays until dismissed. */
  lasts: number | null;
}

export interface StudioState {
  /** False until everything kept from earlier visits has been read. */
  booted: boolean;
  samples: Sample[];
  datasets: DatasetRecord[];
  /** Stored datasets that could not be read, and why. */
  datasetProblems: ErrorJson[];
  imports: RunningImport | null;
  /** Files that can be read in several ways, until the reader says how. */
  readingAsked: FileContents[] | null;
  /** Files with so much inside that the reader chooses what to keep. */
  importChoice: ChoiceAsked | null;
  /** Fingerprints of datasets whose files the browser wants to ask for. */
  askedFor: string[];
  runs: RunRecord[];
  /** Of other programs: to look at beside one's own. */
  foreignRuns: RunRecord[];
  /** Datasets that were brought for a run and are not its own, by run id, and how they differ. */
  otherData: Record<string, OtherData>;
  /** By run id. */
  checkpoints: Record<string, ListedCheckpoint[]>;
  /** The configuration that is being made for each dataset, by fingerprint. */
  drafts: Record<string, Draft>;
  /** The dataset that Configure shows. */
  draftOf: string | null;
  backendPreference: BackendPreference;
  /** Runs that train on the cores at once; null for as many as leave one core free. */
  workers: number | null;
  /** The run that the bar shows: the first of those that train in this tab, else the last one that did. */
  activeRunId: string | null;
  /** Runs that somebody else holds: another tab, or for a moment the worker of a page that is gone. */
  elsewhere: string[];
  live: Record<string, LiveRun>;
  /** Runs that train in other tabs, as those tell it. */
  followed: Record<string, FollowedRun>;
  /** Runs that wait for what others of this tab have, in the order of their turns. */
  queue: string[];
  /** Whether the browser offers a hardware GPU; null until somebody has looked. */
  gpu: boolean | null;
  /** What this machine offers; null until the worker has been asked. */
  backends: ProbeResult | null;
  notices: StudioNotice[];
}

export function initialStudioState(): StudioState {
  return {
    booted: false,
    samples: [],
    datasets: [],
    datasetProblems: [],
    imports: null,
    readingAsked: null,
    importChoice: null,
    askedFor: [],
    runs: [],
    foreignRuns: [],
    otherData: {},
    checkpoints: {},
    drafts: {},
    draftOf: null,
    backendPreference: 'auto',
    workers: null,
    activeRunId: null,
    elsewhere: [],
    live: {},
    followed: {},
    queue: [],
    gpu: null,
    backends: null,
    notices: [],
  };
}

export const studio = createStore<StudioState>(initialStudioState);
