/** The palette of commands: Ctrl+K opens it, typing finds places, runs, data and what can be done. */
import { Command as Cmdk } from 'cmdk';
import { useEffect, useMemo, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useStore } from 'zustand';
import { toggleLogY, toggleSmoothing } from '../../store/chartPreferences';
import { isUnderWay } from '../../store/liveRun';
import { useStudio } from '../../store/react/useStudio';
import { closeSheet, openSheet, sheets } from '../../store/sheets';
import { continueRun, pauseRun, resumeRun, stopRun } from '../../store/training';
import { useShortcuts } from '../../ui/charts/useShortcuts';
import { Dialog } from '../../ui/controls/Dialog';
import { Name } from '../../ui/controls/Name';
import styles from './CommandPalette.module.css';
import { type Command, matchingCommands } from './paletteCommands';
import { places, storage } from './places';
import { applyTheme } from './theme';

export function CommandPalette() {
  const open = useStore(sheets, (state) => state.open === 'commands');
  const commands = useCommands();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      if (event.altKey || event.shiftKey) return;
      // The browser's own search, in some of them.
      event.preventDefault();
      if (sheets.getState().open === 'commands') closeSheet();
      else openSheet('commands');
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const neighbours = commands.filter(({ shortcut }) => shortcut === 'j' || shortcut === 'k');
  useShortcuts(Object.fromEntries(neighbours.map(({ shortcut, run }) => [shortcut, run])));
  return (
    <Dialog open={open} onClose={closeSheet} title="Commands">
      <Palette commands={commands} />
    </Dialog>
  );
}

function Palette({ commands }: { commands: readonly Command[] }) {
  const [typed, setTyped] = useState('');
  const groups = matchingCommands(commands, typed);
  return (
    <Cmdk shouldFilter={false} label="Commands" loop>
      <Cmdk.Input
        value={typed}
        onValueChange={setTyped}
        placeholder="A place, a run, a dataset, or what to do"
        className={styles.input}
        autoFocus
      />
      <Cmdk.List className={styles.list} label="Commands that match">
        <Cmdk.Empty className={styles.empty}>Nothing is called like that.</Cmdk.Empty>
        {groups.map(({ group, commands: found, left }) => (
          <Cmdk.Group
            key={group}
            heading={left > 0 ? `${group}, and ${left} more` : group}
            className={styles.group}
          >
            {found.map(({ id, title, also, shortcut, run }) => (
              <Cmdk.Item
                key={id}
                value={id}
                className={styles.item}
                onSelect={() => {
                  closeSheet();
                  run();
                }}
              >
                <span className={styles.title}>
                  <Name of={title} />
                </span>
                {also && <span className={styles.also}>{also}</span>}
                {shortcut && <kbd>{shortcut}</kbd>}
              </Cmdk.Item>
            ))}
          </Cmdk.Group>
        ))}
      </Cmdk.List>
    </Cmdk>
  );
}

function useCommands(): Command[] {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const runs = useStudio((state) => state.runs);
  const datasets = useStudio((state) => state.datasets);
  const active = useStudio((state) => state.runs.find(({ id }) => id === state.activeRunId) ?? null);
  const status = useStudio(({ activeRunId, live }) => (activeRunId ? live[activeRunId]?.status : undefined));
  const underWay = useStudio(({ activeRunId, live }) => isUnderWay(live[activeRunId ?? '']));
  return useMemo(() => {
    const go = (to: string) => () => void navigate(to);
    const [, place, shown] = /^\/(train|analyse)\/([^/]+)/.exec(pathname) ?? [];
    const index = runs.findIndex(({ id }) => id === shown);
    const neighbour = (offset: number, title: string, shortcut: string): Command[] => {
      const run = index < 0 ? undefined : runs[index + offset];
      return run
        ? [{ id: title, group: 'Runs', title, also: run.name, shortcut, run: go(`/${place}/${run.id}`) }]
        : [];
    };
    const does = (id: string, title: string, run: () => void, shortcut?: string): Command => ({
      id,
      group: 'Do',
      title,
      run,
      ...(shortcut && { shortcut }),
    });
    return [
      ...[...places, storage].map(({ path, title }) => ({ id: path, group: 'Go to', title, run: go(path) })),
      ...(active
        ? [
            ...(status === 'training'
              ? [does('pause', `Pause ${active.name}`, () => pauseRun(active.id))]
              : []),
            ...(underWay && status === 'paused'
              ? [does('continue', `Continue ${active.name}`, () => continueRun(active.id))]
              : []),
            ...(underWay ? [does('stop', `Stop ${active.name}`, () => stopRun(active.id))] : []),
            ...(!underWay && (active.status === 'interrupted' || active.status === 'paused')
              ? [does('resume', `Resume ${active.name}`, () => void resumeRun(active.id))]
              : []),
          ]
        : []),
      does('log', 'Logarithmic axis on or off', toggleLogY, 'l'),
      does('smooth', 'Smoothing on or off', toggleSmoothing, 's'),
      does('alerts', 'Alerts', () => openSheet('alerts')),
      does('loggers', 'Loggers: TensorBoard, W&B', () => openSheet('loggers')),
      does('help', 'Help', () => openSheet('help'), '?'),
      does('light', 'Light theme', () => applyTheme('light')),
      does('dark', 'Dark theme', () => applyTheme('dark')),
      does('system', 'Theme as the system', () => applyTheme('system')),
      ...neighbour(1, 'Next run', 'j'),
      ...neighbour(-1, 'Previous run', 'k'),
      ...runs.map(({ id, name, dataset }) => ({
        id: `run ${id}`,
        group: 'Runs',
        title: name,
        also: dataset.name,
        run: go(`/train/${id}`),
      })),
      ...datasets.map(({ fingerprint, name }) => ({
        id: `data ${fingerprint}`,
        group: 'Datasets',
        title: name,
        run: go(`/data/${fingerprint}`),
      })),
    ];
  }, [navigate, pathname, runs, datasets, active, status, underWay]);
}
