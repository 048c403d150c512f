/** Asks what to keep of a file that holds many arrays: a tree of its paths with a search. */
import { useState } from 'react';
import { answerImportChoice } from '../../store/importing';
import { Button } from '../../ui/controls/Button';
import { Checkbox } from '../../ui/controls/Checkbox';
import { Dialog } from '../../ui/controls/Dialog';
import { Name } from '../../ui/controls/Name';
import { Segments } from '../../ui/controls/Segments';
import { TextField } from '../../ui/controls/TextField';
import { count, shape } from '../../ui/format/quantities';
import type { FileContents } from '../../worker/dataCommands';
import styles from './ArrayChoice.module.css';

export interface ArrayChoiceProps {
  contents: FileContents[];
  /** Whether the files may stay where they are instead of being copied. */
  mayStay: boolean;
}

export function ArrayChoice({ contents, mayStay }: ArrayChoiceProps) {
  const [search, setSearch] = useState('');
  const [keeps, setKeeps] = useState<'copy' | 'reference'>('copy');
  const [chosen, setChosen] = useState(() =>
    contents.map(({ arrays }) => new Set(arrays.map(({ name }) => name))),
  );
  const total = chosen.reduce((sum, names) => sum + names.size, 0);
  const wanted = search.trim().toLowerCase();
  const choose = (file: number, names: string[], on: boolean) =>
    setChosen(
      chosen.map((set, index) => {
        if (index !== file) return set;
        const next = new Set(set);
        for (const name of names) {
          if (on) next.add(name);
          else next.delete(name);
        }
        return next;
      }),
    );
  const keep = () =>
    answerImportChoice({
      keeps,
      names: contents.map(({ arrays }, index) =>
        arrays.map(({ name }) => name).filter((name) => chosen[index]?.has(name)),
      ),
    });
  return (
    <Dialog
      open
      onClose={() => answerImportChoice(null)}
      title="Choose what to read"
      description="There is much inside. Only what is chosen is read and kept."
      actions={
        <>
          <Button onClick={() => answerImportChoice(null)}>Cancel</Button>
          <Button kind="primary" disabled={total === 0} onClick={keep}>
            Read {count(total)} {total === 1 ? 'array' : 'arrays'}
          </Button>
        </>
      }
    >
      {mayStay && (
        <div className={styles.keeps}>
          <Segments
            label="Where the values are kept"
            value={keeps}
            segments={[
              { value: 'copy', label: 'Copy into the browser' },
              { value: 'reference', label: 'Leave the file where it is' },
            ]}
            onValue={setKeeps}
          />
          <p className={styles.hint}>
            {keeps === 'copy'
              ? 'The copy stays usable whatever happens to the file.'
              : 'Takes no room here. The browser asks for the file again after a reload, and a changed file is noticed.'}
          </p>
        </div>
      )}
      <TextField
        type="search"
        value={search}
        onValue={setSearch}
        placeholder="Find an array"
        aria-label="Find an array"
      />
      <div className={styles.files}>
        {contents.map(({ name, arrays }, file) => {
          const shown = arrays.filter((array) => array.name.toLowerCase().includes(wanted));
          const names = shown.map((array) => array.name);
          const inside = names.filter((array) => chosen[file]?.has(array)).length;
          return (
            <section key={name}>
              <Checkbox
                checked={inside === names.length && inside > 0}
                mixed={inside > 0 && inside < names.length}
                onValue={(on) => choose(file, names, on)}
              >
                <strong>
                  <Name of={name} />
                </strong>
              </Checkbox>
              <ul className={styles.arrays}>
                {shown.map((array) => (
                  <li key={array.name} className={styles.array}>
                    <Checkbox
                      checked={chosen[file]?.has(array.name) ?? false}
                      onValue={(on) => choose(file, [array.name], on)}
                    >
                      <span className={styles.path}>
                        <Name of={array.name} />
                      </span>
                    </Checkbox>
                    <span className={styles.shape}>
                      {array.dtype} {shape(array.shape)}
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
