/** What is measured of a model of neurons, overall, by session and by subject. */
import type { MetricInfo } from '../../../protocol/metrics';
import { subjectOf } from '../data/sessionArrays';

const loss: MetricInfo = { name: 'loss', title: 'loss', better: 'min', of: 'both' };
const overall: MetricInfo[] = [
  { name: 'bps', title: 'bits per spike', better: 'max', of: 'validation', signed: true },
  { name: 'correlation', title: 'correlation', better: 'max', of: 'validation', signed: true },
];

const ofRepeats: MetricInfo[] = [
  {
    name: 'repeat_correlation',
    title: 'correlation to the mean of repeats',
    better: 'max',
    of: 'validation',
    signed: true,
  },
  { name: 'ccnorm', title: 'normalised correlation', better: 'max', of: 'validation', signed: true },
];

/** What a model or its data have that adds metrics. */
export interface Measured {
  /** Whether the model has a loss of its own beside the likelihood. */
  auxiliary: boolean;
  /** Whether counts of draws are told. */
  drawn: boolean;
  /** Whether a session repeats a stimulus. */
  repeats: boolean;
}

export function neuronMetricInfos(
  names: readonly string[],
  { auxiliary, drawn, repeats }: Measured,
): MetricInfo[] {
  const subjects = sharedSubjects(names);
  const several = names.length > 1;
  return [
    loss,
    ...(auxiliary
      ? [{ name: 'aux_loss', title: 'auxiliary loss', better: 'min' as const, of: 'train' as const }]
      : []),
    ...overall,
    ...(repeats ? ofRepeats : []),
    ...(several ? names.flatMap(ofSession) : []),
    ...subjects.flatMap(ofSubject),
    ...(drawn ? names.map(drawnOf) : []),
  ];
}

/** Subjects that have several sessions, where there is more than one subject. */
export function sharedSubjects(names: readonly string[]): string[] {
  const subjects = [...new Set(names.map(subjectOf))];
  if (subjects.length < 2) return [];
  return subjects.filter((subject) => names.filter((name) => subjectOf(name) === subject).length > 1);
}

function ofSession(subject: string): MetricInfo[] {
  return [
    {
      name: `loss/${subject}`,
      title: `loss of ${subject}`,
      better: 'min',
      of: 'both',
      subject,
      group: 'loss of each session',
    },
    {
      name: `bps/${subject}`,
      title: `bits per spike of ${subject}`,
      better: 'max',
      of: 'validation',
      signed: true,
      subject,
      group: 'bits per spike of each session',
    },
  ];
}

function ofSubject(subject: string): MetricInfo[] {
  return [
    {
      name: `loss/${subject}`,
      title: `loss of ${subject}’s sessions`,
      better: 'min',
      of: 'validation',
      subject,
      group: 'loss of each subject’s sessions',
    },
    {
      name: `bps/${subject}`,
      title: `bits per spike of ${subject}’s sessions`,
      better: 'max',
      of: 'validation',
      signed: true,
      subject,
      group: 'bits per spike of each subject’s sessions',
    },
  ];
}

function drawnOf(subject: string): MetricInfo {
  return {
    name: `drawn/${subject}`,
    title: `samples drawn of ${subject}`,
    better: null,
    of: 'train',
    subject,
    group: 'samples drawn of each session',
  };
}
