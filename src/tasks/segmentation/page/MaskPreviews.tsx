/** New masks over their images before they are downloaded, a few at a time, with the number of their objects. */
import { Images } from 'lucide-react';
import { useEffect, useState } from 'react';
import { AnnealError, type ErrorJson } from '../../../protocol/errors';
import { ask } from '../../../store/asking';
import { Button } from '../../../ui/controls/Button';
import { Notice } from '../../../ui/controls/Notice';
import { Pager } from '../../../ui/controls/Pager';
import { count } from '../../../ui/format/quantities';
import type { PredictionPreviewProps } from '../../page';
import { countImages } from '../imageData';
import { maskOptionsSchema } from '../maskOptions';
import type { MaskPreview, MaskPreviews as Previews } from '../pictures';
import type { SegmentationQuestions } from '../questions';
import { ClassLegend } from './ColourLegend';
import styles from './ImagesPanel.module.css';
import { OverlaidImage } from './OverlaidImage';
import { type Overlay, OverlayTools } from './OverlayTools';
import tools from './Pictures.module.css';
import { chosenThreshold } from './threshold';

/** Each is segmented before it is shown. */
const pageSize = 6;

/** Milliseconds that options rest before they are taken: a slider is on its way. */
const rest = 500;

export function MaskPreviews(props: PredictionPreviewProps) {
  const { run, dataset } = props;
  // New images are what somebody has come for; those of the run are in the pictures above.
  const [shown, setShown] = useState(dataset.fingerprint !== run.dataset.fingerprint);
  if (shown) return <Pages key={dataset.fingerprint} {...props} />;
  return (
    <Button icon={<Images />} onClick={() => setShown(true)}>
      Preview masks
    </Button>
  );
}

function Pages({ run, checkpoint, dataset, options }: PredictionPreviewProps) {
  const [page, setPage] = useState(0);
  const [overlay, setOverlay] = useState<Overlay>({ shown: true, opacity: 0.5 });
  const [attempt, setAttempt] = useState(0);
  const total = countImages(dataset);
  const first = page * pageSize;
  const threshold = useRested(chosenThreshold(options, run.config));
  const minSize = useRested(maskOptionsSchema.shape['min-size'].safeParse(options['min-size']).data ?? 1);
  const rows = Math.min(pageSize, total - first);
  const asked = JSON.stringify([checkpoint.id, dataset.fingerprint, first, threshold, minSize, attempt]);
  const [answer, setAnswer] = useState<{
    asked: string;
    previews: Previews | null;
    error: ErrorJson | null;
  }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked is all in one text.
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    ask<SegmentationQuestions, 'masks'>(
      'segmentation',
      'masks',
      { rows: Array.from({ length: rows }, (_, index) => first + index), threshold, minSize },
      { checkpointId: checkpoint.id, fingerprint: dataset.fingerprint },
      { signal, onProgress: () => {} },
    ).then(
      (previews) => signal.aborted || setAnswer({ asked, previews, error: null }),
      (thrown) =>
        signal.aborted || setAnswer({ asked, previews: null, error: AnnealError.from(thrown).toJSON() }),
    );
    return () => controller.abort();
  }, [asked]);
  const previews = answer?.previews ?? null;
  const isOld = answer?.asked !== asked;
  return (
    <section aria-label="Preview of the masks" aria-busy={isOld} className={styles.preview}>
      <div className={tools.tools}>
        <OverlayTools overlay={overlay} onOverlay={setOverlay} />
        <Pager label="masks" page={page} size={pageSize} total={total} onPage={setPage} />
        <span role="status">{isOld ? 'Segmenting…' : ''}</span>
      </div>
      {answer?.error && (
        <Notice
          tone="warn"
          title="These masks cannot be shown"
          error={answer.error}
          action={{ label: 'Try again', run: () => setAttempt((before) => before + 1) }}
        />
      )}
      {previews && previews.classes.length > 2 && <ClassLegend classes={previews.classes} />}
      <ul className={styles.grid} style={{ '--overlay': overlay.shown ? overlay.opacity : 0 }}>
        {previews
          ? previews.pictures.map((picture) => (
              <li key={picture.row} className={styles.shown}>
                <OverlaidImage
                  label={`${picture.name} with its predicted mask`}
                  height={picture.height}
                  width={picture.width}
                  input={picture.input}
                  labels={picture.labels}
                  overlay="areas"
                />
                <span className={styles.name}>{picture.name}</span>
                <span className={styles.facts}>{factsOf(picture)}</span>
              </li>
            ))
          : Array.from({ length: answer?.error ? 0 : rows }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an empty frame is its place.
              <li key={index} className={styles.frame} />
            ))}
      </ul>
    </section>
  );
}

/** "12 objects · 8.1 % marked"; of several classes each by its name. */
function factsOf({ imageHeight, imageWidth, objects }: MaskPreview): string {
  const [only, ...more] = objects;
  const words = (number: number) => `${count(number)} ${number === 1 ? 'object' : 'objects'}`;
  const counts =
    only && more.length === 0
      ? words(only.count)
      : objects.map((one) => `${one.name}: ${words(one.count)}`).join(', ');
  const area = objects.reduce((sum, one) => sum + one.area, 0);
  return `${counts} · ${((100 * area) / (imageHeight * imageWidth)).toFixed(1)} % marked`;
}

/** The value once it has not changed for a moment. */
function useRested<Value>(value: Value): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), rest);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
