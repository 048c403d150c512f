/** JSON in colours with line numbers: drawn under the editor's transparent text, line by line in the same places. */
import type { ReactNode } from 'react';
import styles from './JsonEditor.module.css';

export interface JsonHighlightProps {
  text: string;
  /** Numbers of lines with a problem. */
  marked: ReadonlySet<number>;
}

export function JsonHighlight({ text, marked }: JsonHighlightProps) {
  return (
    <pre className={styles.highlight} aria-hidden="true">
      {text.split('\n').map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of text is its number.
        <div key={index} className={styles.row} data-marked={marked.has(index + 1) || undefined}>
          {colour(line)}
        </div>
      ))}
    </pre>
  );
}

const tokens = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\d[\d.eE+-]*/g;

function colour(line: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of line.matchAll(tokens)) {
    parts.push(line.slice(end, match.index));
    const [token, quoted, colon] = match;
    const kind = quoted ? (colon ? 'key' : 'string') : 'value';
    parts.push(
      <span key={match.index} className={styles[kind]}>
        {token}
      </span>,
    );
    end = match.index + token.length;
  }
  parts.push(line.slice(end), '\n');
  return parts;
}
