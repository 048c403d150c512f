/** One picture of the curves: one metric of all runs, or several metrics of one unit. */
import { useRef } from 'react';
import { chartSaver } from '../../../store/downloads/chartSaver';
import { linearAxis, logAxis } from '../../../ui/charts/axis';
import { ChartMenu } from '../../../ui/charts/ChartMenu';
import tools from '../../../ui/charts/ChartTools.module.css';
import { allPositive, type Curve, dashes, valueRange } from '../../../ui/charts/curve';
import { LineSwatch } from '../../../ui/charts/LineSwatch';
import { PaintedChart, type PaintedChartHandle } from '../../../ui/charts/PaintedChart';
import type { Pointed } from '../../../ui/charts/pointed';
import { significant } from '../../../ui/format/quantities';
import styles from './Curves.module.css';
import { drawnCsv } from './curveFiles';
import { offeredTitle, type PictureOf } from './metricChoice';
import type { XAxisOf } from './xAxis';

export interface PictureProps {
  picture: PictureOf;
  curves: readonly Curve[];
  x: XAxisOf;
  wantsLogY: boolean;
  /** Values stand at whole x alone. */
  whole: boolean;
  height: number;
  labelWidth: number;
  onZoom: (window: [number, number] | null) => void;
  pointed: Pointed;
  /** Of a line. */
  onPick: (lineId: string | null) => void;
  /** Every value of its lines. */
  csv: () => Promise<Blob>;
}

export function Picture(props: PictureProps) {
  const { picture, curves, x, wantsLogY, whole, height, labelWidth, onZoom, pointed, onPick, csv } = props;
  const { title, yName, metrics } = picture;
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<PaintedChartHandle>(null);
  const signed = metrics.find(({ metric }) => metric.signed);
  const refused = signed
    ? `${signed.metric.title} may be below zero`
    : allPositive(curves)
      ? undefined
      : 'some values are not above zero';
  const logY = wantsLogY && refused === undefined;
  const range = valueRange(curves, logY, ...x.axis.domain);
  return (
    <div className={styles.picture}>
      <header className={styles.pictureHead}>
        <h3 className="only-read">{title}</h3>
        {metrics.length > 1 && (
          <ul className={styles.kinds}>
            {metrics.map((one, index) => (
              <li key={one.key}>
                <LineSwatch colour="var(--ink-2)" dash={dashes[index % dashes.length]} /> {offeredTitle(one)}
              </li>
            ))}
          </ul>
        )}
        {wantsLogY && refused !== undefined && <span className={tools.why}>linear: {refused}</span>}
        <ChartMenu
          saver={chartSaver}
          name={title}
          chart={frame}
          csv={csv}
          drawn={(read) => (chart.current ? chart.current.drawn(read) : read())}
          more={[
            {
              label: 'Save drawn points as CSV',
              onSelect: () => chartSaver.save(`${title} as drawn.csv`, drawnCsv(x.name, curves), 'text/csv'),
            },
          ]}
        />
      </header>
      <div ref={frame}>
        <PaintedChart
          ref={chart}
          label={`${yName} of the chosen runs`}
          curves={curves}
          x={x.axis}
          y={logY ? logAxis(...range) : linearAxis(...range, height < 240 ? 3 : 4)}
          xName={x.name}
          yName={yName}
          logX={x.log}
          logY={logY}
          height={height}
          tickX={x.tick}
          formatX={x.format}
          formatY={fiveDigits}
          whole={whole}
          onZoom={onZoom}
          pointed={pointed}
          ascending={metrics[0]?.metric.better !== 'max'}
          onPick={onPick}
          labelWidth={labelWidth}
          empty="Curves appear when the chosen runs have finished an epoch."
        />
      </div>
    </div>
  );
}

const fiveDigits = (value: number) => significant(value, 5);
