/**
 * The configuration as JSON, beside the form and always equal to it. What is typed is taken over at once; the text
 * is put in order again when the editor is left. Lines with a problem are marked, and named below.
 */
import { useState } from 'react';
import type { Draft } from '../../store/draft';
import { changeDraftText } from '../../store/drafting';
import { Panel } from '../../ui/controls/Panel';
import { Prose } from '../../ui/controls/Prose';
import { CopyButton } from './CopyButton';
import styles from './JsonEditor.module.css';
import { JsonHighlight } from './JsonHighlight';
import { jsonLines, lineOf } from './jsonLines';
import { printJson } from './printJson';

export function JsonEditor({ draft }: { draft: Draft }) {
  const canonical = printJson(draft.config);
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? draft.text ?? canonical;
  const { lines, error } = jsonLines(text);
  const problems = error
    ? [{ line: error.line, message: error.message, path: '' }]
    : [...draft.problems, ...draft.warnings].map((problem) => ({
        ...problem,
        line: lineOf(lines, problem.path),
      }));
  const marked = new Set(problems.map(({ line }) => line));
  const change = (next: string) => {
    setTyped(next);
    changeDraftText(draft.fingerprint, next);
  };
  return (
    <Panel title="JSON" aside={<CopyButton text={text} what="the JSON" />}>
      <div className={styles.editor}>
        <JsonHighlight text={text} marked={marked} />
        <textarea
          className={styles.input}
          aria-label="Configuration as JSON"
          aria-invalid={problems.length > 0 || undefined}
          value={text}
          rows={text.split('\n').length}
          wrap="off"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          onChange={(event) => change(event.target.value)}
          onBlur={() => setTyped(null)}
        />
      </div>
      <ul className={styles.problems} aria-live="polite">
        {problems.map(({ path, line, message }) => (
          <li key={`${path}:${message}`}>
            <span className={styles.line}>line {line}</span> {path && <code>{path}</code>}{' '}
            <Prose text={message} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
