/** How the readout of a unit looks at the features: its mask over the frame, and its weight of each channel. */
import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import { useAnswer } from '../../../../store/react/useAnswer';
import { linearAxis, ticksWithin } from '../../../../ui/charts/axis';
import { LineChart } from '../../../../ui/charts/LineChart';
import { Notice } from '../../../../ui/controls/Notice';
import { significant } from '../../../../ui/format/quantities';
import type { UnitRow } from '../../metrics/unitRows';
import type { NeuronsQuestions } from '../../questions';
import { HeatTile } from '../view/HeatTile';
import styles from './NeuronsResult.module.css';

export interface ReadoutViewProps {
  session: string;
  unit: UnitRow;
  checkpointId: string;
  colour: string;
}

export function ReadoutView({ session, unit, checkpointId, colour }: ReadoutViewProps) {
  const { answer, to, error, tryAgain } = useAnswer<NeuronsQuestions, 'unit'>('neurons', {
    question: 'unit',
    argument: { session, unit: unit.unit },
    about: { checkpointId },
  });
  if (error) {
    return (
      <Notice
        tone="warn"
        title="The readout cannot be shown"
        error={error}
        action={{ label: 'Try again', run: tryAgain }}
      />
    );
  }
  if (!answer || to?.unit !== unit.unit || to.session !== session) return null;
  const { mask, features } = answer;
  return (
    <div className={styles.readout}>
      {mask && (
        <figure>
          <HeatTile
            label={`Mask of unit ${unit.cid} over the frame`}
            height={mask.height}
            width={mask.width}
            values={mask.values}
            limit={mask.values.reduce((most, value) => Math.max(most, value), 0)}
          />
          <figcaption className={styles.note}>
            Mask, {mask.height} × {mask.width} pixels of the features
          </figcaption>
        </figure>
      )}
      <figure>
        <WeightChart unit={unit.cid} weights={features} colour={colour} />
        <figcaption className={styles.note}>Weight of each of {features.length} channels</figcaption>
      </figure>
    </div>
  );
}

function WeightChart({ unit, weights, colour }: { unit: number; weights: Float32Array; colour: string }) {
  const low = weights.reduce((least, value) => Math.min(least, value), 0);
  const high = weights.reduce((most, value) => Math.max(most, value), 0);
  const last = Math.max(1, weights.length - 1);
  return (
    <LineChart
      label={`Weights of unit ${unit} for the channels`}
      curves={[]}
      x={{ domain: [-0.5, last + 0.5], ticks: ticksWithin(0, last).filter(Number.isInteger) }}
      y={linearAxis(low, high)}
      xName="channel"
      yName="weight"
      height={180}
      endLabels={false}
    >
      <Bars weights={weights} colour={colour} />
    </LineChart>
  );
}

function Bars({ weights, colour }: { weights: Float32Array; colour: string }) {
  const scaleX = useXAxisScale();
  const scaleY = useYAxisScale();
  const area = usePlotArea();
  const zero = scaleY?.(0);
  if (!scaleX || !scaleY || !area || zero === undefined) return null;
  const bars = Array.from(weights, (weight, channel) => ({ weight, channel })).flatMap((bar) => {
    const [left, right] = [scaleX(bar.channel - 0.4), scaleX(bar.channel + 0.4)];
    const at = scaleY(bar.weight);
    return left === undefined || right === undefined || at === undefined ? [] : [{ ...bar, left, right, at }];
  });
  return (
    <g fill={colour}>
      {bars.map(({ channel, weight, left, right, at }) => (
        <rect key={channel} x={left} y={Math.min(at, zero)} width={right - left} height={Math.abs(at - zero)}>
          <title>{`channel ${channel}: ${significant(weight, 3)}`}</title>
        </rect>
      ))}
      <line x1={area.x} x2={area.x + area.width} y1={zero} y2={zero} stroke="var(--line-strong)" />
    </g>
  );
}
