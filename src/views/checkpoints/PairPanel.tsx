/** One checkpoint against another on the same examples: differences with intervals, and whether they are more than chance. */
import { Play, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { SplitChoice } from '../../protocol/commands';
import { AnnealError } from '../../protocol/errors';
import type { RunRecord } from '../../protocol/records';
import { describedTask, taskKind } from '../../tasks/runConfig';
import { Button } from '../../ui/controls/Button';
import { Notice } from '../../ui/controls/Notice';
import { Panel } from '../../ui/controls/Panel';
import { Progress } from '../../ui/controls/Progress';
import { Segments } from '../../ui/controls/Segments';
import { capitalised } from '../../ui/format/quantities';
import { Answer, type PairWords } from './PairAnswer';
import styles from './PairPanel.module.css';
import { type Chosen, SideChoice, useSide } from './PairSide';
import { askPair, comparePair, type PairAnswer, type PairWatch } from './pairQuestion';

export interface PairPanelProps {
  /** Whose checkpoints are offered; of the same data and task as the first of them. */
  runs: readonly RunRecord[];
  split: SplitChoice;
  onSplit?: (split: SplitChoice) => void;
}

type State =
  | { kind: 'idle' }
  | { kind: 'working'; part: number }
  | { kind: 'failed'; error: AnnealError }
  | { kind: 'answered'; answer: PairAnswer; words: PairWords };

export function PairPanel({ runs, split, onSplit }: PairPanelProps) {
  const [chosen, setChosen] = useState<{ a: Chosen; b: Chosen }>({ a: {}, b: {} });
  const [state, setState] = useState<State>({ kind: 'idle' });
  const work = useRef<AbortController>(null);
  useEffect(() => () => work.current?.abort(), []);
  const [first] = runs;
  const alike = runs.filter(
    ({ config, dataset }) =>
      config.task === first?.config.task && dataset.fingerprint === first.dataset.fingerprint,
  );
  const a = useSide(alike, chosen.a, alike[0], null);
  // The best of another run says more than an earlier epoch of the same.
  const b = useSide(alike, chosen.b, alike.find(({ id }) => id !== a.run?.id) ?? alike[0], a.checkpoint);
  if (!first || !a.run || !b.run) return null;
  const task = taskKind(first.config.task);
  const words = { a: a.label, b: b.label, split };

  function begin(answerOf: (watch: PairWatch) => Promise<PairAnswer>): void {
    work.current?.abort();
    const controller = new AbortController();
    work.current = controller;
    const { signal } = controller;
    setState({ kind: 'working', part: 0 });
    const watch = {
      progress: (part: number) => signal.aborted || setState({ kind: 'working', part }),
      signal,
    };
    answerOf(watch).then(
      (answer) => signal.aborted || setState({ kind: 'answered', answer, words }),
      (thrown) => signal.aborted || setState({ kind: 'failed', error: AnnealError.from(thrown) }),
    );
  }
  const [left, right] = [a.checkpoint, b.checkpoint];
  const compare = () => {
    if (left && right) begin((watch) => askPair({ task, a: left.id, b: right.id, split }, watch));
  };
  return (
    <Panel
      title="Checkpoint against checkpoint"
      aside={
        state.kind === 'working' ? (
          <Button
            icon={<X />}
            onClick={() => {
              work.current?.abort();
              setState({ kind: 'idle' });
            }}
          >
            Cancel
          </Button>
        ) : (
          left &&
          right && (
            <Button icon={<Play />} onClick={compare}>
              Compare
            </Button>
          )
        )
      }
    >
      <div className={styles.choices}>
        <SideChoice name="A" side={a} runs={alike} onChosen={(next) => setChosen({ ...chosen, a: next })} />
        <SideChoice name="B" side={b} runs={alike} onChosen={(next) => setChosen({ ...chosen, b: next })} />
        {onSplit && (
          <Segments
            label={`${capitalised(describedTask(task).example.many)} to compare on`}
            value={split}
            segments={splits}
            onValue={onSplit}
          />
        )}
      </div>
      {!(left && right) && (
        <p className={styles.hint}>
          Two checkpoints are needed, of one run or of two on the same data. A run saves its first one at the
          end of its first epoch.
        </p>
      )}
      {state.kind === 'working' && (
        <Progress label="Comparison" value={state.part} text="Predicting with both…" />
      )}
      {state.kind === 'failed' && (
        <Notice
          tone="bad"
          title="Could not compare the checkpoints"
          error={state.error.toJSON()}
          action={{ label: 'Try again', run: () => compare() }}
        />
      )}
      {state.kind === 'answered' && (
        <Answer
          answer={state.answer}
          words={state.words}
          onShared={(scores) => begin((watch) => comparePair(scores, state.words.split, true, watch))}
        />
      )}
    </Panel>
  );
}

const splits = [
  { value: 'test', label: 'Test' },
  { value: 'validation', label: 'Validation' },
] as const;
