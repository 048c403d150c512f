/** The runs that wait for their turn in this tab: in which order, for what, and a way out of it. */
import { ListX } from 'lucide-react';
import { Link } from 'react-router';
import { useStudio } from '../../store/react/useStudio';
import { stopRun } from '../../store/training';
import { Button } from '../../ui/controls/Button';
import styles from './Queue.module.css';
import { waitWords } from './waitWords';

export function Queue() {
  const queue = useStudio((state) => state.queue);
  const runs = useStudio((state) => state.runs);
  const live = useStudio((state) => state.live);
  if (queue.length === 0) return null;
  const holders = runs.filter(({ id }) => live[id]?.status === 'paused');
  return (
    <section className={styles.queue} aria-labelledby="queue">
      <h2 id="queue">Waiting for their turn</h2>
      <ol className={styles.list}>
        {queue.map((id) => {
          const name = runs.find((run) => run.id === id)?.name ?? 'a run';
          return (
            <li key={id} className={styles.item}>
              <div className={styles.run}>
                <Link to={`/train/${id}`}>{name}</Link>
                <span className={styles.words}>waits for {waitWords(live[id]?.waitsFor)}</span>
              </div>
              <Button
                kind="quiet"
                icon={<ListX />}
                aria-label={`Remove ${name} from the queue`}
                onClick={() => stopRun(id)}
              >
                Remove
              </Button>
            </li>
          );
        })}
      </ol>
      {holders.length > 0 && (
        <p className={styles.words}>
          {holders.map(({ name }) => `“${name}”`).join(', ')} {holders.length === 1 ? 'is' : 'are'} paused and{' '}
          {holders.length === 1 ? 'keeps its place' : 'keep their places'}: resume or stop{' '}
          {holders.length === 1 ? 'it' : 'them'}, and the queue goes on.
        </p>
      )}
    </section>
  );
}
