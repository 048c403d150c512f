/** The curves of the chosen runs: small pictures of one metric each over a shared x, each run in its colour. */
import { Download } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { RunRecord } from '../../protocol/records';
import { createAnnouncer, onFrame } from '../../store/announcer';
import { smoothingOf } from '../../store/chartPreferences';
import { chartSaver } from '../../store/downloads/chartSaver';
import { notifyFailure } from '../../store/notices';
import { useChartPreferences, useStudio } from '../../store/react/useStudio';
import { loadHistory, seriesOf } from '../../store/runSeries';
import { maxPoints } from '../../ui/charts/curve';
import { OverviewStrip } from '../../ui/charts/OverviewStrip';
import { createPointed } from '../../ui/charts/pointed';
import { Button } from '../../ui/controls/Button';
import { Panel } from '../../ui/controls/Panel';
import styles from './curves/Curves.module.css';
import { CurvesTools } from './curves/CurvesTools';
import { comparisonTable, fullCsv } from './curves/curveFiles';
import { drawLines, extentOf, type Line, lineId, linesOf, type View } from './curves/lines';
import { offeredMetrics, offeredTitle, pictures } from './curves/metricChoice';
import { OwnerLegend } from './curves/OwnerLegend';
import { groupings, ownersOf } from './curves/owners';
import { Picture } from './curves/Picture';
import { axisKinds } from './curves/placing';
import { useCurvesState } from './curves/useCurvesState';
import { leftOutWords, meaningWords } from './curves/words';
import { xAxisOf } from './curves/xAxis';

/** Values that a picture's smoothing may read before it is shown; the rest follows in the next ones. */
const valuesAtOnce = 3_000_000;
/** From so many lines on each is drawn with fewer points, and with fewer still while the window moves. */
const manyLines = 40;
const fewPoints = { resting: Math.round(maxPoints * 0.7), moving: Math.round(maxPoints * 0.2) };
/** Milliseconds without a move after which the window rests. */
const restsAfter = 160;

export function CurvesPanel({ runs }: { runs: readonly RunRecord[] }) {
  const [state, change] = useCurvesState();
  const [zoom, setZoom] = useState<[number, number] | null>(null);
  const [isMoving, moved] = useMoving();
  const [pointed] = useState(createPointed);
  const version = useVersions(runs);
  const wantsLogY = useChartPreferences((preferences) => preferences.logY);
  const preferences = useChartPreferences((all) => all);
  const smoothing = useMemo(() => smoothingOf(preferences), [preferences]);
  const growing = useStudio(({ live }) => runs.some(({ id }) => live[id]?.status === 'training'));

  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for what is inside the series.
  const offered = useMemo(() => offeredMetrics(runs, seriesOf), [runs, version]);
  const chosen = useMemo(() => {
    const found = offered.filter(({ key }) => state.metrics.includes(key));
    return found.length > 0 ? found : offered.slice(0, 1);
  }, [offered, state.metrics]);
  const paths = useMemo(() => groupings(runs), [runs]);
  const isGrouped = paths.includes(state.group);
  const owners = useMemo(() => ownersOf(runs, isGrouped ? state.group : ''), [runs, isGrouped, state.group]);
  const overMetric = offered.find(({ key }) => key === state.x) ?? null;
  const kind = overMetric ? null : (axisKinds.find((one) => one === state.x) ?? 'epoch');
  const arrangement = overMetric ? 'part' : state.together ? 'unit' : 'metric';
  const drawnPictures = useMemo(() => pictures(chosen, arrangement), [chosen, arrangement]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` stands for what is inside the series.
  const lines = useMemo(
    () =>
      drawnPictures.map(({ metrics }) => linesOf(owners, metrics, overMetric ?? kind ?? 'epoch', seriesOf)),
    [drawnPictures, owners, overMetric, kind, version],
  );
  const extent = useMemo(() => extentOf(lines.flat()), [lines]);
  const asked = useMemo(
    () => ({ kind, title: overMetric ? offeredTitle(overMetric) : '', log: state.logX, growing }),
    [kind, overMetric, state.logX, growing],
  );
  const x = xAxisOf({ ...asked, zoom }, extent);
  const whole = useMemo(() => xAxisOf({ ...asked, zoom: null }, extent), [asked, extent]);
  const [from, to] = x.axis.domain;
  const [start, end] = whole.axis.domain;
  const view: View = {
    ...{ from, to, logX: x.log, smoothing, smoothEpochs: state.smoothEpochs },
    spread: isGrouped && !overMetric ? state.spread : null,
    isolated: owners.some(({ id }) => id === state.isolated) ? state.isolated : '',
    most: lines.flat().length > manyLines ? fewPoints[isMoving ? 'moving' : 'resting'] : maxPoints,
  };
  const [drawings, overview] = useDrawings(lines, view, [start, end]);

  const zoomTo = useCallback(
    (window: [number, number] | null) => {
      moved();
      if (!window) return setZoom(null);
      const width = window[1] - window[0];
      // A window that is moved keeps its width at the ends.
      const low = Math.max(start, Math.min(window[0], end - width));
      const high = Math.min(end, low + width);
      if (!(high - low > (end - start) * 1e-9)) return;
      setZoom(low <= start && high >= end ? null : [low, high]);
    },
    [start, end, moved],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another x has other windows.
  useEffect(() => setZoom(null), [state.x, x.log]);
  const isolate = (id: string) => change({ isolated: id });
  const pick = (picked: string | null) => {
    const owner = owners.find(({ id }) => chosen.some((metric) => lineId(id, metric) === picked));
    isolate(owner && owner.id !== view.isolated ? owner.id : '');
  };
  const smoothingOfLine = (line: Line) =>
    line.metric.part === 'step' || state.smoothEpochs ? smoothing : null;
  const leftOut = leftOutWords(runs, lines.flat(), kind);
  const isColumn = drawnPictures.length < 3;
  const longest = Math.max(...owners.map(({ label }) => label.length));
  const labelWidth = Math.min(isColumn ? 120 : 84, 7 * longest + 4);
  return (
    <Panel
      title="Curves"
      aside={
        <>
          {zoom && <Button onClick={() => setZoom(null)}>Show all</Button>}
          <Button
            kind="quiet"
            icon={<Download />}
            onClick={() =>
              chartSaver.save('runs.tex', comparisonTable(runs, chosen, seriesOf), 'application/x-tex')
            }
          >
            Table as LaTeX
          </Button>
        </>
      }
    >
      <CurvesTools state={state} change={change} offered={offered} chosen={chosen} groupings={paths}>
        {x.refused !== undefined && <span className={styles.words}>x is linear: {x.refused}</span>}
      </CurvesTools>
      <div className={styles.pictures} data-many={!isColumn || undefined}>
        {drawnPictures.map((picture, index) => (
          <Picture
            key={picture.key}
            picture={picture}
            curves={drawings[index] ?? []}
            x={x}
            wantsLogY={wantsLogY}
            whole={kind === 'epoch' && !x.log && picture.metrics.every(({ part }) => part !== 'step')}
            height={drawnPictures.length === 1 ? 340 : drawnPictures.length === 2 ? 260 : 220}
            labelWidth={labelWidth}
            onZoom={zoomTo}
            pointed={pointed}
            onPick={pick}
            csv={() => fullCsv(x.name, lines[index] ?? [], smoothingOfLine)}
          />
        ))}
      </div>
      {extent.low <= extent.high && (
        <div
          className={styles.strip}
          style={isColumn ? { marginLeft: 56, marginRight: labelWidth + 12 } : undefined}
        >
          <OverviewStrip
            curves={overview}
            domain={whole.axis.domain}
            logX={whole.log}
            logY={wantsLogY}
            window={x.axis.domain}
            formatX={x.format}
            onWindow={zoomTo}
          />
        </div>
      )}
      <OwnerLegend owners={owners} isolated={view.isolated} onIsolate={isolate} />
      {[leftOut, ...meaningWords(lines.flat(), view, kind)].map(
        (text) =>
          text && (
            <p key={text} className={styles.words}>
              {text}
            </p>
          ),
      )}
    </Panel>
  );
}

/** Whether something has moved a moment ago, and what says so. */
function useMoving(): [boolean, () => void] {
  const [isMoving, setMoving] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const moved = useCallback(() => {
    setMoving(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setMoving(false), restsAfter);
  }, []);
  return [isMoving, moved];
}

/** The curves of every picture, and of the strip below them; smoothing that takes longer is finished picture by picture. */
function useDrawings(lines: readonly Line[][], view: View, [start, end]: readonly [number, number]) {
  const [more, setMore] = useState(0);
  const { from, to, logX, smoothing, smoothEpochs, spread, isolated, most } = view;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `more` asks for what was not finished.
  const drawn = useMemo(() => {
    const budget = { points: valuesAtOnce };
    const same = { from, to, logX, smoothing, smoothEpochs, spread, isolated, most };
    return lines.map((ofPicture) => drawLines(ofPicture, same, budget));
  }, [lines, from, to, logX, smoothing, smoothEpochs, spread, isolated, most, more]);
  useEffect(() => {
    if (!drawn.some(({ isPending }) => isPending)) return;
    const frame = requestAnimationFrame(() => setMore((before) => before + 1));
    return () => cancelAnimationFrame(frame);
  }, [drawn]);
  const overview = useMemo(() => {
    const all = {
      from: start,
      to: end,
      logX,
      smoothing: null,
      smoothEpochs: false,
      spread,
      isolated,
      most: 120,
    };
    return drawLines(lines[0] ?? [], all, { points: 0 }).curves;
  }, [lines, start, end, logX, spread, isolated]);
  return [drawn.map(({ curves }) => curves), overview] as const;
}

/** Milliseconds between pictures of many runs that are read or grow: each of them draws all lines again. */
const redrawInterval = 300;

/** Loads the histories and changes, now and then, when some of the runs have new points. */
function useVersions(runs: readonly RunRecord[]): number {
  useEffect(() => {
    for (const { id, name } of runs) {
      loadHistory(id).catch((thrown) => notifyFailure(`Could not read the history of ${name}`, thrown));
    }
  }, [runs]);
  const { subscribe, version } = useMemo(() => {
    const announcer = createAnnouncer(onFrame(redrawInterval));
    return {
      version: announcer.version,
      subscribe(listener: () => void) {
        const stops = runs.map(({ id }) => seriesOf(id).subscribe(announcer.changed));
        stops.push(announcer.subscribe(listener));
        return () => {
          for (const stop of stops) stop();
        };
      },
    };
  }, [runs]);
  return useSyncExternalStore(subscribe, version);
}
