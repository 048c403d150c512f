/** The molecules of a dataset, a page at a time, with the chosen one in space; only what is looked at is read. */
import { useState } from 'react';
import type { DatasetRecord } from '../../../../protocol/datasets';
import tools from '../../../../ui/charts/ChartTools.module.css';
import { Notice } from '../../../../ui/controls/Notice';
import { Pager } from '../../../../ui/controls/Pager';
import { Panel } from '../../../../ui/controls/Panel';
import { TextField } from '../../../../ui/controls/TextField';
import { useAnswer } from '../useAnswer';
import { ChosenMolecule } from './ChosenMolecule';
import { MoleculeList } from './MoleculeList';
import styles from './MoleculesPanel.module.css';

const pageSize = 12;

export function MoleculesPanel({ dataset: { fingerprint } }: { dataset: DatasetRecord }) {
  const [search, setSearch] = useState('');
  /** Of the chosen molecule, in the list as the search leaves it. */
  const [place, setPlace] = useState(0);
  const [focused, setFocused] = useState(false);
  const page = Math.floor(place / pageSize);
  const { answer, to, error, tryAgain } = useAnswer({
    question: 'list',
    argument: { from: page * pageSize, to: (page + 1) * pageSize, search },
    about: { fingerprint },
    pause: search === '' ? 0 : 150,
  });
  const total = answer?.total ?? 0;
  const isPresent = to?.search === search && to.from === page * pageSize;
  const chosen = isPresent ? (answer?.lines[place - page * pageSize]?.row ?? null) : null;
  const choose = (next: number, byKey: boolean) => {
    setPlace(Math.max(0, Math.min(total - 1, next)));
    setFocused(byKey);
  };
  return (
    <Panel
      title="Molecules"
      aside={
        <div className={tools.tools}>
          <TextField
            type="search"
            className={styles.search}
            value={search}
            onValue={(text) => {
              setSearch(text);
              choose(0, false);
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
              event.preventDefault();
              choose(place, true);
            }}
            placeholder="Name or formula"
            aria-label="Find a molecule by name or formula"
          />
          <Pager
            label="molecules"
            page={page}
            size={pageSize}
            total={total}
            onPage={(next) => choose(next * pageSize, false)}
          />
        </div>
      }
    >
      {error && (
        <Notice
          tone="warn"
          title="These molecules cannot be listed"
          error={error}
          action={{ label: 'Try again', run: tryAgain }}
        />
      )}
      <div className={styles.both}>
        {answer && (
          <MoleculeList
            lines={answer.lines}
            chosen={chosen}
            focused={focused}
            rows={total > pageSize ? pageSize : total}
            onChoose={(index, byKey) => choose(page * pageSize + index, byKey)}
            onLast={() => choose(total - 1, true)}
            onFirst={() => choose(0, true)}
          />
        )}
        {answer && total === 0 ? (
          <p className={styles.none}>No molecule has "{search}" in its name or formula.</p>
        ) : (
          <ChosenMolecule fingerprint={fingerprint} row={chosen} />
        )}
      </div>
    </Panel>
  );
}
