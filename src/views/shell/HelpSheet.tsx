/** The help: what Anneal is, its places, how data get in, its keys, and what is stored where. `?` opens it everywhere. */
import { CircleHelp } from 'lucide-react';
import { Link } from 'react-router';
import { useStore } from 'zustand';
import { closeSheet, openSheet, sheets } from '../../store/sheets';
import { useShortcuts } from '../../ui/charts/useShortcuts';
import { Button } from '../../ui/controls/Button';
import { Dialog } from '../../ui/controls/Dialog';
import { Tooltip } from '../../ui/controls/Tooltip';
import { about } from '../data/about';
import styles from './HelpSheet.module.css';

const places: readonly [string, string][] = [
  ['Data', 'Open files, look at what is in them, say what is to be predicted.'],
  ['Configure', 'What to train: a preset to begin with, a form, and the same as JSON.'],
  ['Train', 'A run as it trains: its curves, its numbers, its checkpoints. Pause, stop, resume.'],
  ['Runs', 'All runs in one table: filter and group them, choose some to compare.'],
  ['Analyse', 'How good a run is on rows that it has not seen, and predictions for new data.'],
];

const keys: readonly [string, string][] = [
  ['?', 'This sheet'],
  ['Ctrl K', 'Find a command, a run or a dataset and go there (⌘ K on a Mac)'],
  ['/', 'Find a setting (Configure), filter the runs (Runs)'],
  ['j k', 'The next and the previous run (Train, Analyse)'],
  ['space', 'Pause and go on (Train)'],
  ['l', 'Logarithmic axis'],
  ['s', 'Smooth the curves'],
  ['← →', 'Read values along a chart; + and − zoom, 0 shows all, Shift and drag moves'],
  ['Esc', 'Close what is open'],
];

const documents = [
  { title: 'Guide', url: new URL('../../../README.md', import.meta.url).href },
  { title: 'Command line and scripts', url: new URL('../../../docs/scripting.md', import.meta.url).href },
];

export function HelpSheet({ className }: { className?: string }) {
  const open = useStore(sheets, (state) => state.open === 'help');
  useShortcuts({ '?': () => openSheet('help') });
  return (
    <>
      <Tooltip text="Help" shortcut="?">
        <Button
          kind="quiet"
          icon={<CircleHelp />}
          aria-label="Help"
          className={className}
          onClick={() => openSheet('help')}
        />
      </Tooltip>
      <Dialog open={open} onClose={closeSheet} title="Help" description={about} wide reading>
        <div className={styles.sheet}>
          <section>
            <h3>Places</h3>
            <Terms terms={places} />
          </section>
          <section>
            <h3>Getting data in</h3>
            <p>
              Drop files or a folder anywhere in the window, or choose them in Data. A table has its names in
              the first row and an example in each row. Masks lie beside their images, under the same name.
              Several files of one kind are dropped together; a zip is opened.
            </p>
            <p>
              A run or a checkpoint that was downloaded comes back the same way, on any machine. Logs of
              TensorBoard, W&B, Lightning and Keras are opened as runs to look at beside your own.
            </p>
          </section>
          <section>
            <h3>Keys</h3>
            <Terms terms={keys} isKeys />
          </section>
          <section>
            <h3>What is stored where</h3>
            <p>
              Datasets, runs and checkpoints stay in this browser, on this machine, until you delete them;
              nothing is sent anywhere, unless you name a server under Loggers. Another browser does not see
              them: take a run along with Download everything.
            </p>
            <p>
              <Link to="/storage" onClick={closeSheet}>
                See sizes and free room
              </Link>
            </p>
          </section>
          <section>
            <h3>More</h3>
            <ul>
              {documents.map(({ title, url }) => (
                <li key={title}>
                  <a href={url} target="_blank" rel="noreferrer">
                    {title}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        </div>
      </Dialog>
    </>
  );
}

function Terms({ terms, isKeys = false }: { terms: readonly [string, string][]; isKeys?: boolean }) {
  return (
    <dl className={styles.terms}>
      {terms.map(([term, words]) => (
        <div key={term}>
          <dt>{isKeys ? <kbd>{term}</kbd> : term}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
