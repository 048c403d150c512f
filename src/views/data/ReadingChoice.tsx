/** Asks how files are to be read that can be read in several ways, with what each way makes of them. */
import { useState } from 'react';
import type { ReadingPreview, ReadingQuestion, Readings } from '../../protocol/reading';
import { answerReadings } from '../../store/importing';
import { useStudio } from '../../store/react/useStudio';
import { Button } from '../../ui/controls/Button';
import { Dialog } from '../../ui/controls/Dialog';
import tables from '../../ui/controls/ResultTable.module.css';
import type { FileContents } from '../../worker/dataCommands';
import styles from './ReadingChoice.module.css';

export function ReadingChoice() {
  const asked = useStudio((state) => state.readingAsked);
  return asked && <ReadingDialog key={asked.map(({ name }) => name).join()} contents={asked} />;
}

function ReadingDialog({ contents }: { contents: FileContents[] }) {
  const [readings, setReadings] = useState<Readings>(() =>
    Object.fromEntries(
      contents.map(({ name, questions }) => [
        name,
        Object.fromEntries(questions.map(({ setting, choices }) => [setting, choices[0]?.value])),
      ]),
    ),
  );
  const choose = (name: string, setting: ReadingQuestion['setting'], value: string) =>
    setReadings({ ...readings, [name]: { ...readings[name], [setting]: value } });
  return (
    <Dialog
      open
      wide
      onClose={() => answerReadings(null)}
      title={contents.length === 1 ? `How is ${contents[0]!.name} read?` : 'How are these files read?'}
      description="It can be read in more than one way. The likelier one is chosen."
      actions={
        <>
          <Button onClick={() => answerReadings(null)}>Cancel</Button>
          <Button kind="primary" autoFocus onClick={() => answerReadings(readings)}>
            Read it so
          </Button>
        </>
      }
    >
      {contents.flatMap(({ name, questions }) =>
        questions.map(({ setting, question, choices }) => (
          <fieldset key={`${name}/${setting}`} className={styles.question}>
            <legend>{question}</legend>
            <div className={styles.choices}>
              {choices.map(({ value, label, preview }) => (
                <label key={value} className={styles.choice}>
                  <span className={styles.label}>
                    <input
                      type="radio"
                      name={`${name}/${setting}`}
                      value={value}
                      checked={readings[name]?.[setting] === value}
                      onChange={() => choose(name, setting, value)}
                    />
                    {label}
                  </span>
                  <PreviewTable preview={preview} />
                </label>
              ))}
            </div>
          </fieldset>
        )),
      )}
    </Dialog>
  );
}

function PreviewTable({ preview: { columns, rows } }: { preview: ReadingPreview }) {
  return (
    <div className={tables.scroller}>
      <table className={tables.table}>
        <thead>
          <tr>
            {columns.map((column, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other identity
              <th key={index} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
            <tr key={index}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells have no other identity
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
