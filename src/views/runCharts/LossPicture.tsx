/** The loss picture in four panels: losses, the same on a log axis, their gap, the moving average of validation. */
import type { LossAnalysis } from '../../runs/lossAnalysis';
import { epochAxis, linearAxis, logAxis } from '../../ui/charts/axis';
import { type Curve, type CurvePoint, valueRange } from '../../ui/charts/curve';
import { LineChart } from '../../ui/charts/LineChart';
import styles from './LossPicture.module.css';

const height = 200;

export interface LossPictureProps {
  analysis: LossAnalysis;
  /** `loss (scaled)`. */
  lossName: string;
  colour: string;
}

export function LossPicture({ analysis, lossName, colour }: LossPictureProps) {
  const { points, logScale, movingAverage } = analysis;
  const last = points.at(-1)?.epoch ?? 1;
  const x = {
    domain: [analysis.droppedEpochs, Math.max(last, analysis.droppedEpochs + 1)] as [number, number],
    ticks: epochAxis(last, null, false).ticks.filter((tick) => tick >= analysis.droppedEpochs),
  };
  const train: Curve = {
    id: 'train',
    label: 'train',
    colour,
    dashed: true,
    points: curveOf(points, 'train'),
  };
  const validation: Curve = {
    id: 'validation',
    label: 'valid',
    colour,
    points: curveOf(points, 'validation'),
  };
  const gap: Curve = { id: 'gap', label: 'gap', colour, points: curveOf(points, 'gap') };
  const average: Curve = {
    id: 'average',
    label: 'mean',
    colour,
    points: (movingAverage?.points ?? []).map(({ epoch, value }) => ({ x: epoch, y: value ?? Number.NaN })),
  };
  const panels = [
    {
      title: 'Loss',
      yName: lossName,
      curves: [train, validation],
      log: false,
      empty: 'No epoch has ended yet.',
    },
    {
      title: 'Loss, logarithmic',
      yName: lossName,
      curves: logScale ? [train, validation] : [],
      log: true,
      empty: 'A loss at or below zero has no place on a logarithmic axis.',
    },
    {
      title: 'Gap |train − valid|',
      yName: `gap of the ${lossName}`,
      curves: [gap],
      log: false,
      empty: 'There is no validation loss.',
    },
    {
      title: movingAverage ? `Validation, mean of ${movingAverage.window} epochs` : 'Validation, moving mean',
      yName: `validation ${lossName}`,
      curves: [average],
      log: false,
      empty: 'Appears for runs of eight epochs or more.',
    },
  ];
  return (
    <div className={styles.grid}>
      {panels.map(({ title, yName, curves, log, empty }) => {
        const range = valueRange(curves, log);
        return (
          <div key={title}>
            <h3>{title}</h3>
            <LineChart
              label={title}
              curves={curves}
              x={x}
              y={log ? logAxis(...range) : linearAxis(...range, 3)}
              xName="epoch"
              yName={yName}
              whole
              logY={log}
              height={height}
              empty={empty}
            />
          </div>
        );
      })}
    </div>
  );
}

function curveOf(points: LossAnalysis['points'], key: 'train' | 'validation' | 'gap'): CurvePoint[] {
  return points.flatMap((point) => {
    const y = point[key];
    return y === null ? [] : [{ x: point.epoch, y }];
  });
}
