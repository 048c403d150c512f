/**
 * Analyse: what a checkpoint gets right and wrong on a part of its data, and its predictions for other data. The address
 * names run, checkpoint, split and the dataset that is predicted.
 */
import { useEffect, useRef, useState } from 'react';
import { Navigate, useNavigate, useParams, useSearchParams } from 'react-router';
import { splitChoiceSchema } from '../../protocol/commands';
import type { RunRecord } from '../../protocol/records';
import { lacksData } from '../../store/awaitedData';
import { refreshCheckpoints } from '../../store/checkpointActions';
import { useStudio } from '../../store/react/useStudio';
import { pages } from '../../tasks/pages';
import { taskKind } from '../../tasks/runConfig';
import { EmptyState } from '../../ui/controls/EmptyState';
import { defaultSplit, preferredCheckpoint } from '../checkpoints/choices';
import { PairPanel } from '../checkpoints/PairPanel';
import { useChartShortcuts } from '../runCharts/ChartTools';
import { NoRuns } from '../runs/NoRuns';
import { TensorHistoryPanel } from '../tensors/TensorHistoryPanel';
import { TensorsPanel } from '../tensors/TensorsPanel';
import { DataNeeded } from '../train/DataNeeded';
import styles from './AnalysePlace.module.css';
import { AnalysisChoice } from './AnalysisChoice';
import { BatchesPanel } from './BatchesPanel';
import { CheckpointAnalysis } from './CheckpointAnalysis';
import { ComparePanel } from './ComparePanel';
import { HealthPanel } from './HealthPanel';
import { LossPanel } from './LossPanel';
import { PredictPanel } from './PredictPanel';

export function AnalysePlace() {
  const { runId } = useParams();
  const booted = useStudio((state) => state.booted);
  const runs = useStudio((state) => state.runs);
  const active = useStudio((state) => state.activeRunId);
  const run = runs.find(({ id }) => id === runId);
  if (!booted) return null;
  if (run) return <AnalyseRun key={run.id} run={run} runs={runs} />;
  const fallback = runs.find(({ id }) => id === active) ?? runs.find(({ best }) => best !== null) ?? runs[0];
  if (fallback) return <Navigate to={`/analyse/${fallback.id}`} replace />;
  return <NoRuns title="Nothing to analyse yet" />;
}

function AnalyseRun({ run, runs }: { run: RunRecord; runs: readonly RunRecord[] }) {
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const checkpoints = useStudio((state) => state.checkpoints[run.id]);
  const [options, setOptions] = useState(() => pages[taskKind(run.config.task)].initialOptions?.(run) ?? {});
  const predictions = useRef<HTMLDivElement>(null);
  const data = search.get('data');
  const needsData = useStudio((state) => lacksData(run, state.datasets));
  useChartShortcuts();
  useEffect(() => void refreshCheckpoints(run.id), [run.id]);
  // Data that were dropped here are to be predicted: the panel for it is at the end of the page.
  useEffect(() => {
    if (data !== null) predictions.current?.scrollIntoView({ block: 'nearest' });
  }, [data]);
  if (!checkpoints) return null;
  const asked = search.get('checkpoint');
  const checkpoint = checkpoints.find(({ id }) => id === asked) ?? preferredCheckpoint(checkpoints);
  const split = splitChoiceSchema.catch(defaultSplit(run.config)).parse(search.get('split'));
  const change = (name: string, value: string) =>
    setSearch(
      (current) => {
        const next = new URLSearchParams(current);
        next.set(name, value);
        return next;
      },
      { preventScrollReset: true },
    );
  return (
    <div className={styles.place}>
      <h1 className="only-read">
        Analyse <bdi>{run.name}</bdi>
      </h1>
      <AnalysisChoice
        runs={runs}
        run={run}
        onRun={(id) => void navigate(`/analyse/${id}`)}
        checkpoints={checkpoints}
        checkpoint={checkpoint}
        onCheckpoint={(id) => change('checkpoint', id)}
        split={split}
        onSplit={(name) => change('split', name)}
      />
      {needsData && <DataNeeded run={run} hasCheckpoint={false} />}
      {checkpoint && needsData ? null : checkpoint ? (
        <CheckpointAnalysis
          key={`${checkpoint.id} ${split}`}
          run={run}
          checkpoint={checkpoint}
          split={split}
          options={options}
          onOptions={setOptions}
        />
      ) : (
        <EmptyState title={`${run.name} has no checkpoint yet`}>
          Its first one is saved at the end of the first epoch; then its predictions can be analysed.
        </EmptyState>
      )}
      <LossPanel run={run} />
      <HealthPanel run={run} />
      {checkpoint && !needsData && (
        <BatchesPanel
          key={`batches ${checkpoint.id} ${split}`}
          run={run}
          checkpoint={checkpoint}
          split={split}
        />
      )}
      {!needsData && pages[taskKind(run.config.task)].figures && checkpoints.length > 1 && (
        <ComparePanel key={split} run={run} checkpoints={checkpoints} split={split} />
      )}
      {!needsData && checkpoint && (
        <PairPanel
          key={`pair ${split}`}
          runs={[run, ...runs.filter(({ id, epoch }) => id !== run.id && epoch > 0)]}
          split={split}
        />
      )}
      {checkpoint && <TensorsPanel runId={null} epoch={0} checkpointId={checkpoint.id} />}
      {checkpoint && <TensorHistoryPanel run={run} checkpoints={checkpoints} />}
      {checkpoint && (
        <div ref={predictions}>
          <PredictPanel
            run={run}
            checkpoint={checkpoint}
            fingerprint={data ?? run.dataset.fingerprint}
            onFingerprint={(fingerprint) => change('data', fingerprint)}
            options={options}
            onOptions={setOptions}
          />
        </div>
      )}
    </div>
  );
}
