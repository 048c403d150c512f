/** The first rows, arrays or pictures of a file of predictions. */
import { useEffect, useState } from 'react';
import { AnnealError } from '../../protocol/errors';
import type { PredictionPreview as Preview } from '../../runs/predictionPreview';
import { Name } from '../../ui/controls/Name';
import { count } from '../../ui/format/quantities';
import { MaskThumbnail } from './MaskThumbnail';
import styles from './Predict.module.css';

export interface FilePreviewProps {
  ending: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export function FilePreview({ ending, bytes }: FilePreviewProps) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let isShown = true;
    // The readers come with the first preview.
    import('../../runs/predictionPreview')
      .then(({ previewPredictions }) => previewPredictions(ending, bytes))
      .then(
        (found) => isShown && setPreview(found),
        (thrown) => isShown && setProblem(AnnealError.from(thrown).message),
      );
    return () => {
      isShown = false;
    };
  }, [ending, bytes]);
  if (problem !== null) return <p>The first rows cannot be shown: {problem}</p>;
  return preview && <Shown preview={preview} />;
}

function Shown({ preview }: { preview: Preview }) {
  switch (preview.kind) {
    case 'table':
      return <TablePreview {...preview} />;
    case 'text':
      return (
        <pre className={styles.lines}>{[...preview.lines, ...(preview.isWhole ? [] : ['…'])].join('\n')}</pre>
      );
    case 'arrays':
      return (
        <ul className={styles.arrays}>
          {preview.arrays.map(({ name, shape, dtype }) => (
            <li key={name}>
              <code>
                <Name of={name} />
              </code>{' '}
              {dtype} [{shape.join(' × ')}]
            </li>
          ))}
        </ul>
      );
    case 'pictures':
      return (
        <figure className={styles.pictures}>
          {preview.pictures.map(({ name, png }) => (
            <MaskThumbnail key={name} name={name} png={png} />
          ))}
          <figcaption>
            {preview.pictures.length < preview.files
              ? `The first ${preview.pictures.length} of ${count(preview.files)} files`
              : `All ${count(preview.files)} files`}
          </figcaption>
        </figure>
      );
  }
}

function TablePreview({ header, rows, lines }: Extract<Preview, { kind: 'table' }>) {
  const caption =
    rows.length < lines
      ? `The first ${rows.length} of ${count(lines)} lines`
      : `${count(lines)} ${lines === 1 ? 'line' : 'lines'}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: Safari scrolls by keyboard only what has the focus.
    <section className={styles.scroll} tabIndex={0} aria-label="First rows of the predictions">
      <table className={styles.table}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {header.map((name) => (
              <th key={name} scope="col">
                <Name of={name} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join()}>
              {row.map((cell, column) => (
                <td key={header[column]}>
                  <Name of={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
