/**
 * Grid and axes by recharts, and inside them whatever is drawn. The scaffold renders again only when an axis changes,
 * which is seldom; what is drawn comes through a context, so that new points of a live run redraw their lines alone.
 */
import { createContext, memo, type ReactNode, useContext } from 'react';
import { CartesianGrid, ComposedChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { significant } from '../format/quantities';
import { type Axis, tickFormat } from './axis';

export interface PlotProps {
  x: Axis;
  y: Axis;
  logX?: boolean;
  logY: boolean;
  /** Texts of the ticks of x. */
  tickX?: (x: number) => string;
  height: number;
  /** Pixels kept free at the right of the axes. */
  marginRight: number;
  /** Pixels below the plot for ticks and the name of x. */
  xRoom: number;
  /** Layers in recharts' scales (`useXAxisScale` and its like). */
  drawing: ReactNode;
}

const Drawing = createContext<ReactNode>(null);

export function Plot({ drawing, ...scaffold }: PlotProps) {
  return (
    <Drawing value={drawing}>
      <Scaffold {...scaffold} />
    </Drawing>
  );
}

function DrawingSlot() {
  return useContext(Drawing);
}

const plainTick = (value: number) => significant(value);

const tick = { fontSize: 12, fill: 'var(--ink-3)', fontFamily: 'var(--font-number)' };

type ScaffoldProps = Omit<PlotProps, 'drawing'>;

const Scaffold = memo(function Scaffold(props: ScaffoldProps) {
  const { x, y, logX = false, logY, tickX = plainTick, height, marginRight, xRoom } = props;
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 320, height }}>
      <ComposedChart accessibilityLayer={false} margin={{ top: 22, right: marginRight, bottom: 0, left: 0 }}>
        <CartesianGrid stroke="var(--grid-line)" />
        <XAxis
          type="number"
          dataKey="x"
          scale={logX ? 'log' : 'linear'}
          domain={x.domain}
          ticks={x.ticks}
          tickFormatter={tickX}
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          height={xRoom}
          allowDataOverflow
          interval="preserveStartEnd"
        />
        <YAxis
          type="number"
          scale={logY ? 'log' : 'linear'}
          domain={y.domain}
          ticks={y.ticks}
          tickFormatter={tickFormat(y.ticks)}
          tick={tick}
          tickLine={false}
          axisLine={false}
          width={56}
          allowDataOverflow
          interval={0}
        />
        <DrawingSlot />
      </ComposedChart>
    </ResponsiveContainer>
  );
}, sameScaffold);

function sameScaffold(a: ScaffoldProps, b: ScaffoldProps): boolean {
  return (
    a.logX === b.logX &&
    a.logY === b.logY &&
    a.tickX === b.tickX &&
    a.height === b.height &&
    a.marginRight === b.marginRight &&
    a.xRoom === b.xRoom &&
    sameAxis(a.x, b.x) &&
    sameAxis(a.y, b.y)
  );
}

function sameAxis(a: Axis, b: Axis): boolean {
  return a.domain.join() === b.domain.join() && a.ticks.join() === b.ticks.join();
}
