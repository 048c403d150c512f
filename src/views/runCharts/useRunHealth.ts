/** What a run's history says of its health, as far as it has come; looked at again at each epoch's end. */
import { useMemo } from 'react';
import type { Finding } from '../../protocol/diagnostics';
import type { RunWarning } from '../../protocol/events';
import type { RunRecord } from '../../protocol/records';
import { runHealth } from '../../runs/health';
import { useRunSeries } from '../../store/react/useRunSeries';

/** Stretches of steps that gradients are looked at by; a spike of one step is seen in its stretch. */
const STRETCHES = 2000;

export function useRunHealth(run: RunRecord, training: boolean): Finding[] {
  const { series } = useRunSeries(run.id);
  const epochs = series.epochs();
  return useMemo(() => {
    const steps = series.window('gradientNorm', 0, Number.POSITIVE_INFINITY, STRETCHES);
    return runHealth({
      epochs: {
        epoch: epochs.map(({ epoch }) => epoch),
        train: epochs.map(({ train }) => train.loss ?? Number.NaN),
        validation: epochs.map(({ validation }) => validation?.loss ?? Number.NaN),
      },
      steps: {
        epoch: steps.map(({ x }) => x),
        gradientNorm: steps.map(({ y }) => y),
        largestNorm: steps.map(({ max }) => max),
      },
      ended: !training && run.status === 'finished',
    });
  }, [series, epochs, training, run.status]);
}

/** What is amiss, as warnings of the run. */
export function healthWarnings(findings: readonly Finding[]): RunWarning[] {
  return findings.flatMap(({ code, tone, message, remedy }) =>
    tone === 'warn' || tone === 'bad'
      ? [{ code: `health-${code}`, message: `${message} ${remedy ?? ''}`.trim() }]
      : [],
  );
}
