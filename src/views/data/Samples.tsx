/** Data to try the studio with: one click trains a sample at once, with its preset. */
import { Play } from 'lucide-react';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import type { Sample } from '../../protocol/samples';
import { lookForGpu, trainsOnGpu } from '../../store/backends';
import { useStudio } from '../../store/react/useStudio';
import { openSample, trainSample } from '../../store/samples';
import { Button } from '../../ui/controls/Button';
import styles from './Samples.module.css';

export function Samples({ compact = false }: { compact?: boolean }) {
  const Title = compact ? 'h3' : 'h2';
  const samples = useStudio((state) => state.samples);
  const busy = useStudio((state) => state.imports !== null);
  const withoutGpu = useStudio(({ backends, gpu }) => backends !== null || gpu !== null) && !trainsOnGpu();
  const navigate = useNavigate();
  // A machine without a GPU begins with smaller networks. Nothing may move below a pointer when that is known.
  useEffect(() => {
    if (!compact && samples.some((sample) => sample.withoutGpu)) void lookForGpu();
  }, [compact, samples]);
  const open = async (sample: Sample, action: (name: string) => Promise<string | null>) => {
    const address = await action(sample.name);
    if (address) void navigate(address);
  };
  if (samples.length === 0) return null;
  return (
    <section aria-label="Samples" className={styles.samples}>
      {compact ? (
        <h2 className={styles.title}>Samples</h2>
      ) : (
        <p className={styles.or}>or start with a sample</p>
      )}
      <ul className={compact ? styles.list : styles.cards}>
        {samples.map((sample) => (
          <li key={sample.name} className={compact ? styles.row : styles.card}>
            <Title>{sample.title}</Title>
            {!compact && (
              <p className={styles.description}>
                {sample.description} {sample.withoutGpu?.about}
              </p>
            )}
            <div className={styles.actions}>
              <Button
                kind={compact ? 'quiet' : 'plain'}
                icon={<Play />}
                disabled={busy}
                aria-label={`Train ${sample.title}`}
                onClick={() => void open(sample, trainSample)}
              >
                Train
              </Button>
              {!compact && sample.withoutGpu && (
                <Button
                  kind="quiet"
                  className={withoutGpu ? undefined : styles.unseen}
                  disabled={busy}
                  aria-label={`The longer one: ${sample.title}`}
                  onClick={() => void open(sample, (name) => trainSample(name, true))}
                >
                  The longer one
                </Button>
              )}
              <Button
                kind="quiet"
                disabled={busy}
                aria-label={`Look at ${sample.title}`}
                onClick={() => void open(sample, openSample)}
              >
                Look at it
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
