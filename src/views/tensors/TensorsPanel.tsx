/** What the tensors of a run look like, one row each: on request, and from then on at each epoch's end. */
import { Eye, RefreshCw } from 'lucide-react';
import { memo, useState } from 'react';
import type { TensorReport } from '../../protocol/tensors';
import type { TensorSource } from '../../store/asking';
import { Button } from '../../ui/controls/Button';
import { type Order, sortRows } from '../../ui/controls/columns';
import { Notice } from '../../ui/controls/Notice';
import { Panel } from '../../ui/controls/Panel';
import { Select } from '../../ui/controls/Select';
import { TextField } from '../../ui/controls/TextField';
import { count } from '../../ui/format/quantities';
import styles from './TensorsPanel.module.css';
import { TensorTable } from './TensorTable';
import { filterTensors, kindsOf, kindTitle, oddTensorsText, tensorColumns } from './tensorTable';
import { useTensorReport } from './useTensorReport';

export interface TensorsPanelProps {
  /** Of the run that trains here; null where it does not. */
  runId: string | null;
  /** Epochs that it has completed. */
  epoch: number;
  /** What is looked at while it does not train; null where there is none. */
  checkpointId: string | null;
}

export const TensorsPanel = memo(function TensorsPanel({ runId, epoch, checkpointId }: TensorsPanelProps) {
  const [open, setOpen] = useState(false);
  const [looks, setLooks] = useState(0);
  const [kind, setKind] = useState('values');
  const source = sourceOf(runId, checkpointId);
  const live = runId !== null;
  const moment = live ? `${runId} ${epoch} ${looks}` : `${checkpointId} ${looks}`;
  const { report, error } = useTensorReport(open ? source : null, kind === 'activations', moment);
  const look = () => {
    setOpen(true);
    setLooks(looks + 1);
  };
  return (
    <Panel
      title="Tensors"
      aside={
        <span className={styles.actions}>
          {source && (live || !open) && (
            <Button icon={open ? <RefreshCw /> : <Eye />} onClick={look}>
              {live ? 'Look now' : 'Look'}
            </Button>
          )}
          {open && (
            <Button kind="quiet" onClick={() => setOpen(false)}>
              Hide
            </Button>
          )}
        </span>
      }
    >
      {!open && <p className={styles.hint}>{hintOf(source !== null, live)}</p>}
      {open && error && <Notice tone="bad" title="Could not read the tensors" error={error.toJSON()} />}
      {open && report && (
        <Report report={report} live={live} wanted={kind} onKind={setKind} failed={error !== null} />
      )}
      {open && !report && !error && (
        <p className={styles.hint} role="status">
          Reading the tensors…
        </p>
      )}
    </Panel>
  );
});

function sourceOf(runId: string | null, checkpointId: string | null): TensorSource | null {
  if (runId !== null) return { runId };
  return checkpointId === null ? null : { checkpointId };
}

function hintOf(canLook: boolean, live: boolean): string {
  if (!canLook) return 'Weights, gradients and activations can be looked at once the run trains.';
  const what = 'Mean, spread, range, zeros, NaN and a histogram of each weight';
  return live
    ? `${what}, gradient, moment and activation, as the run trains.`
    : `${what}, moment and activation of the checkpoint.`;
}

interface ReportProps {
  report: TensorReport;
  live: boolean;
  /** The kind that is to be shown, which this report may lack. */
  wanted: string;
  onKind: (kind: string) => void;
  /** Whether the last question, newer than the report, has failed. */
  failed: boolean;
}

function Report({ report: { epoch, step, tensors }, live, wanted, onKind, failed }: ReportProps) {
  const [text, setText] = useState('');
  const [order, setOrder] = useState<Order | null>(null);
  const kinds = kindsOf(tensors);
  // A checkpoint has no gradients: what was wanted comes again with them.
  const kind = kinds.includes(wanted) ? wanted : (kinds[0] ?? '');
  const all = filterTensors(tensors, kind, '');
  const found = filterTensors(tensors, kind, text);
  const shown = order ? sortRows(found, tensorColumns, order) : found;
  const odd = oddTensorsText(tensors);
  return (
    <div className={styles.report}>
      {odd && <Notice tone="bad" title={odd} />}
      <div className={styles.choices}>
        <Select
          aria-label="Kind of tensor"
          value={kind}
          options={kinds.map((name) => ({ value: name, label: kindTitle(name) }))}
          onValue={onKind}
        />
        <TextField
          type="search"
          aria-label="Filter tensors"
          placeholder="Filter by name"
          value={text}
          onValue={setText}
        />
        <span className={styles.moment}>
          {shown.length < all.length && `${count(shown.length)} of `}
          {all.length > 0 && `${count(all.length)} ${all.length === 1 ? 'tensor' : 'tensors'} · `}
          epoch {count(epoch)}, step {count(step)}
          {!live && ' · gradients are seen while a run trains'}
        </span>
      </div>
      {shown.length > 0 && <TensorTable tensors={shown} order={order} onOrder={setOrder} />}
      {shown.length === 0 && all.length > 0 && <p className={styles.hint}>No name holds “{text}”.</p>}
      {all.length === 0 && !failed && (
        <p className={styles.hint} role="status">
          Running a batch through the model…
        </p>
      )}
    </div>
  );
}
