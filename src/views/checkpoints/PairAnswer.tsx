/** What a comparison of two checkpoints found: sentences, numbers, how they were made, and a file of them. */
import { Download } from 'lucide-react';
import { csvText } from '../../formats/csv/write';
import type { SplitChoice } from '../../protocol/commands';
import { pairedSentence } from '../../runs/comparison/words';
import { saveFile } from '../../store/downloads/saveFile';
import { Button } from '../../ui/controls/Button';
import { Notice } from '../../ui/controls/Notice';
import styles from './PairPanel.module.css';
import { PairTable } from './PairTable';
import { PAIR_SEED, type PairAnswer } from './pairQuestion';

/** What an answer is about: choices may have changed since. */
export interface PairWords {
  a: string;
  b: string;
  split: SplitChoice;
}

const cautions: Record<SplitChoice, string> = {
  test: '',
  validation: ' Validation rows chose the checkpoints, which favours both.',
  train: ' Both were trained on these rows: on others the difference may be another one.',
  all: ' Most of these rows were trained on: on others the difference may be another one.',
};

export interface AnswerProps {
  answer: PairAnswer;
  words: PairWords;
  onShared: (scores: Extract<PairAnswer, { kind: 'other rows' }>['scores']) => void;
}

export function Answer({ answer, words, onShared }: AnswerProps) {
  if (answer.kind === 'other rows') {
    const { error, shared, scores } = answer;
    return (
      <Notice
        tone="warn"
        title="They are not measured on the same rows"
        error={error.toJSON()}
        action={
          shared > 0
            ? {
                label: `Compare on the ${shared.toLocaleString('en')} that both have`,
                run: () => onShared(scores),
              }
            : null
        }
      />
    );
  }
  const { pairs, one, many, notes, measures } = answer;
  const resamples = Math.max(...measures.map(({ found }) => found.resamples));
  const save = () =>
    saveFile(
      'checkpoint comparison.csv',
      csvText(
        ['metric', 'unit', 'a', 'b', 'difference', 'low', 'high', 'pairs', 'resamples', 'seed'],
        measures.map(({ title, unit, found }) => [
          title,
          unit ?? null,
          ...[found.a, found.b, found.difference, found.interval?.low ?? null, found.interval?.high ?? null],
          ...[found.pairs, found.resamples, PAIR_SEED],
        ]),
      ),
      'text/csv',
    );
  return (
    <div className={styles.answer}>
      <p className={styles.of}>
        A: <bdi>{words.a}</bdi>
        <br />
        B: <bdi>{words.b}</bdi>, on {pairs.toLocaleString('en')}{' '}
        {words.split === 'all' ? '' : `${words.split} `}
        {pairs === 1 ? one : many}.
      </p>
      <ul className={styles.sentences}>
        {measures.map((measure) => (
          <li key={`${measure.name} ${measure.unit}`}>
            {pairedSentence(measure, measure.found, { name: 'B', one, many })}
          </li>
        ))}
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <PairTable measures={measures} />
      <p className={styles.hint}>
        Differences are B − A on the same {many}; 95 % BCa intervals by a bootstrap of{' '}
        {resamples.toLocaleString('en')} resamples of whole pairs, seed {PAIR_SEED}. They speak of other{' '}
        {many} like these, not of other trainings: for those, train several seeds and look under Metrics. Each
        interval stands for itself.
        {cautions[words.split]}
      </p>
      <Button kind="quiet" icon={<Download />} onClick={save}>
        Comparison as CSV
      </Button>
    </div>
  );
}
