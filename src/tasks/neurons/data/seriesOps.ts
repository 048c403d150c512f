/** The single transforms of VisionCore over series: values [bins, height, width, channels], of which behaviour has one place. */
import { fourierTransform, frequencies } from '../../../engine/data/fourier';
import { filterSeries, raisedCosines } from '../../../engine/data/raisedCosines';
import { AnnealError } from '../../../protocol/errors';
import type { TransformOp } from '../transformConfig';

export interface Series {
  /** float32 [bins, height, width, channels]. */
  values: Float32Array;
  bins: number;
  height: number;
  width: number;
  channels: number;
}

/** Whether an op makes of each value a value, whatever lies around it. */
export function isPointwise({ name }: TransformOp): boolean {
  return ['pixelnorm', 'unsqueeze', 'symlog', 'splitRelu', 'mul', 'cast'].includes(name);
}

/** Channels after an op. */
export function channelsAfter(op: TransformOp, channels: number): number {
  if (op.name === 'temporalBasis') return channels * (op.numCosines + op.numDeltas);
  if (op.name === 'splitRelu') return channels * 2;
  return op.name === 'selectUnits' ? op.indices.length : channels;
}

/** @throws AnnealError `config-invalid` for units that there are not, and a Gaussian wider than the series. */
export function transformed(series: Series, op: TransformOp): Series {
  const { values } = series;
  const mapped = (next: (value: number) => number) => ({ ...series, values: values.map(next) });
  switch (op.name) {
    case 'pixelnorm':
      return mapped((value) => (value - 127) / 255);
    case 'unsqueeze':
      return series;
    case 'mul':
      return mapped((value) => value * op.factor);
    case 'symlog':
      return mapped((value) => Math.sign(value) * Math.log1p(Math.abs(value)));
    case 'cast':
      return mapped(castOf(op.type));
    case 'maxnorm': {
      let most = 0;
      for (const value of values) if (Math.abs(value) > most) most = Math.abs(value);
      return most > 0 ? mapped((value) => value / most) : series;
    }
    case 'diff': {
      const size = values.length / series.bins;
      return {
        ...series,
        values: values.map((value, i) => (i < size ? value - value : value - values[i - size]!)),
      };
    }
    case 'splitRelu':
      return splitRelu(series);
    case 'selectUnits':
      return selected(series, op.indices);
    case 'smooth':
      return smoothed(series, op.sigma);
    case 'temporalBasis':
      return throughBasis(series, op);
    case 'fftWhitening':
      return whitened(series, op);
  }
}

function castOf(type: (TransformOp & { name: 'cast' })['type']): (value: number) => number {
  switch (type) {
    case 'float32':
      return (value) => value;
    case 'int32':
      return Math.trunc;
    case 'uint8':
      return (value) => Math.trunc(value) & 255;
    case 'bool':
      return (value) => (value === 0 ? 0 : 1);
  }
}

/** Channels of positive parts, then of negative ones. */
function splitRelu(series: Series): Series {
  const { values, channels } = series;
  const split = new Float32Array(values.length * 2);
  for (let i = 0; i < values.length; i++) {
    const channel = i % channels;
    const first = (i - channel) * 2;
    split[first + channel] = Math.max(values[i]!, 0);
    split[first + channels + channel] = Math.max(-values[i]!, 0);
  }
  return { ...series, values: split, channels: channels * 2 };
}

function selected(series: Series, indices: readonly number[]): Series {
  const { values, channels } = series;
  const strange = indices.filter((index) => index >= channels);
  if (strange.length > 0) {
    throw new AnnealError('config-invalid', `selectUnits asks for values that there are not.`, {
      place: 'dataset.transforms',
      received: strange.join(', '),
      remedy: `Choose of 0 to ${channels - 1}.`,
    });
  }
  const { length } = indices;
  const chosen = new Float32Array((values.length / channels) * length);
  for (let i = 0; i < chosen.length; i++)
    chosen[i] = values[Math.floor(i / length) * channels + indices[i % length]!]!;
  return { ...series, values: chosen, channels: length };
}

/** A Gaussian of int(6σ) + 1 bins, one more where that is even; at the ends the series is mirrored. */
function smoothed(series: Series, sigma: number): Series {
  const { values, bins } = series;
  const length = Math.floor(6 * sigma) + 1;
  const reach = length % 2 === 0 ? length / 2 : (length - 1) / 2;
  if (reach >= bins) {
    throw new AnnealError('config-invalid', `A Gaussian of σ = ${sigma} is wider than ${bins} bins.`, {
      place: 'dataset.transforms',
      received: `σ ${sigma}`,
      remedy: 'Lower sigma.',
    });
  }
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-0.5 * ((i - reach) / sigma) ** 2),
  );
  const sum = kernel.reduce((all, value) => all + value, 0);
  const size = values.length / bins;
  const smooth = new Float32Array(values.length);
  for (let bin = 0; bin < bins; bin++) {
    for (let k = 0; k < size; k++) {
      let value = 0;
      for (let i = 0; i < kernel.length; i++) {
        const at = Math.abs(bin + i - reach);
        value += kernel[i]! * values[(at < bins ? at : 2 * (bins - 1) - at) * size + k]!;
      }
      smooth[bin * size + k] = value / sum;
    }
  }
  return { ...series, values: smooth };
}

/** Of each channel its products with the functions of the basis, one after the other. */
function throughBasis(series: Series, op: TransformOp & { name: 'temporalBasis' }): Series {
  const { values, bins } = series;
  const basis = raisedCosines({
    count: op.numCosines,
    bins: op.historyBins,
    spacing: op.spacing,
    peaksMs: op.peakRangeMs,
    binMs: op.binSizeMs,
    deltas: op.numDeltas,
  });
  const size = values.length / bins;
  const filtered = new Float32Array(values.length * basis.length);
  const own = new Float32Array(bins);
  for (let k = 0; k < size; k++) {
    for (let bin = 0; bin < bins; bin++) own[bin] = values[bin * size + k]!;
    for (const [i, one] of basis.entries()) {
      const along = filterSeries(own, one, op.causal ? 'causal' : 'acausal');
      for (let bin = 0; bin < bins; bin++) filtered[(bin * size + k) * basis.length + i] = along[bin]!;
    }
  }
  return { ...series, values: filtered, channels: series.channels * basis.length };
}

/**
 * The spectrum over time, height and width, times f · exp(−(f / f0)ⁿ) with f = √(f_t² + f_y² + f_x²): of behaviour, which
 * has one place, over time alone.
 */
function whitened(series: Series, { f0, n }: TransformOp & { name: 'fftWhitening' }): Series {
  const { values, bins, height, width, channels } = series;
  const lengths = [bins, height, width];
  const steps = [height * width, width, 1];
  const size = bins * height * width;
  const [ft, fy, fx] = lengths.map(frequencies) as [Float64Array, Float64Array, Float64Array];
  const white = new Float32Array(values.length);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < size; i++) re[i] = values[i * channels + channel]!;
    im.fill(0);
    for (const axis of [0, 1, 2]) alongAxis(re, im, lengths[axis]!, steps[axis]!, 'forward');
    for (let i = 0; i < size; i++) {
      const f = Math.hypot(
        ft[Math.floor(i / steps[0]!)]!,
        fy[Math.floor(i / width) % height]!,
        fx[i % width]!,
      );
      const gain = f * Math.exp(-((f / f0) ** n));
      re[i]! *= gain;
      im[i]! *= gain;
    }
    for (const axis of [0, 1, 2]) alongAxis(re, im, lengths[axis]!, steps[axis]!, 'inverse');
    for (let i = 0; i < size; i++) white[i * channels + channel] = re[i]!;
  }
  return { ...series, values: white };
}

/** @param step between neighbours on the axis. */
function alongAxis(
  re: Float64Array,
  im: Float64Array,
  length: number,
  step: number,
  direction: 'forward' | 'inverse',
): void {
  if (length === 1) return;
  const transform = fourierTransform(length)[direction];
  const a = new Float64Array(length);
  const b = new Float64Array(length);
  for (let line = 0; line < re.length / length; line++) {
    const first = Math.floor(line / step) * step * length + (line % step);
    for (let i = 0; i < length; i++) {
      a[i] = re[first + i * step]!;
      b[i] = im[first + i * step]!;
    }
    transform(a, b);
    for (let i = 0; i < length; i++) {
      re[first + i * step] = a[i]!;
      im[first + i * step] = b[i]!;
    }
  }
}
