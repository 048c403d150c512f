/** The sums of segmentation losses and their gradient in plain loops, for WASM and CPU. */
import { registerHostKernel } from '../../../engine/kernels/program/hostKernel';
import {
  IGNORED,
  overlapColumns,
  SMALLEST_MISS,
  SUMS,
  SUMS_GRADIENT,
  type SumAttributes,
  sumLayout,
} from './maskSums';

type Values = Float32Array | Int32Array;

interface Pixel {
  label: number;
  /** Of each logit's class; of the foreground where there is one logit. */
  p: Float64Array;
  /** p, 1 − p and −ln p of the true class. */
  hit: number;
  miss: number;
  surprise: number;
}

/**
 * Reads pixels one after the other into the same record.
 * @param surprised whether `surprise` is wanted: its logarithm is half of the work.
 */
function pixelReader(
  logits: Values,
  labels: Values,
  width: number,
  surprised: boolean,
): (pixel: number) => Pixel {
  const read: Pixel = { label: 0, p: new Float64Array(width), hit: 0, miss: 0, surprise: 0 };
  return (pixel) => {
    read.label = labels[pixel]!;
    if (width === 1) readOne(read, logits[pixel]!, surprised);
    else readSeveral(read, logits, pixel * width, width, surprised);
    return read;
  };
}

function readOne(read: Pixel, z: number, surprised: boolean): void {
  const towards = read.label === 1 ? z : -z;
  const small = Math.exp(-Math.abs(z));
  const [larger, smaller] = [1 / (1 + small), small / (1 + small)];
  read.p[0] = z >= 0 ? larger : smaller;
  read.hit = towards >= 0 ? larger : smaller;
  read.miss = towards >= 0 ? smaller : larger;
  if (surprised) read.surprise = Math.max(-towards, 0) + Math.log1p(small);
}

function readSeveral(read: Pixel, logits: Values, start: number, width: number, surprised: boolean): void {
  let top = logits[start]!;
  for (let c = 1; c < width; c++) top = Math.max(top, logits[start + c]!);
  let others = 0;
  for (let c = 0; c < width; c++) {
    const exponential = Math.exp(logits[start + c]! - top);
    read.p[c] = exponential;
    if (c !== read.label) others += exponential;
  }
  const own = read.p[read.label]!;
  const total = others + own;
  for (let c = 0; c < width; c++) read.p[c]! /= total;
  read.hit = own / total;
  read.miss = others / total;
  if (surprised) read.surprise = Math.log(total) - (logits[start + read.label]! - top);
}

registerHostKernel<SumAttributes>(
  SUMS,
  ['logits', 'labels'],
  ([shape = []], attributes) => {
    const { batch, columns } = sumLayout(shape, attributes);
    return [batch, 1, columns];
  },
  (out, [logits, labels], [shape], attributes) => {
    const { batch, pixels, logits: width, classes, columns } = sumLayout(shape!, attributes);
    const read = pixelReader(logits!, labels!, width, attributes.pixelLosses.length > 0);
    const first = classes * overlapColumns.length;
    const { pixelLosses } = attributes;
    for (let sample = 0; sample < batch; sample++) {
      const sums = new Float64Array(columns);
      for (let i = sample * pixels; i < (sample + 1) * pixels; i++) {
        if (labels![i] === IGNORED) continue;
        const { label, p, miss, surprise } = read(i);
        for (let c = 0; c < classes; c++) {
          const probability = p[width === 1 ? 0 : c + 1]!;
          const t = label === c + 1 ? 1 : 0;
          sums[4 * c]! += probability * t;
          sums[4 * c + 1]! += probability;
          sums[4 * c + 2]! += probability * probability;
          sums[4 * c + 3]! += t;
        }
        for (let j = 0; j < pixelLosses.length; j++) {
          const { gamma, classWeights } = pixelLosses[j]!;
          const loss = classWeights[label]! * surprise;
          sums[first + j]! += gamma === 0 ? loss : loss * miss ** gamma;
        }
        if (pixelLosses.length > 0) sums[columns - 1]! += 1;
      }
      out.set(sums, sample * columns);
    }
  },
);

registerHostKernel<SumAttributes>(
  SUMS_GRADIENT,
  ['logits', 'labels', 'slopes'],
  ([shape = []]) => shape,
  (out, [logits, labels, slopes], [shape], attributes) => {
    const { batch, pixels, logits: width, classes, columns } = sumLayout(shape!, attributes);
    const { pixelLosses } = attributes;
    const focal = pixelLosses.some(({ gamma }) => gamma > 0);
    const read = pixelReader(logits!, labels!, width, focal);
    const first = classes * overlapColumns.length;
    const ofClass = (c: number, row: number, { label, p }: Pixel) => {
      if (c === 0 || classes === 0) return 0;
      const at = row + 4 * (c - 1);
      const t = label === c ? 1 : 0;
      return slopes![at]! * t + slopes![at + 1]! + 2 * slopes![at + 2]! * p[width === 1 ? 0 : c]!;
    };
    for (let i = 0; i < batch * pixels; i++) {
      if (labels![i] === IGNORED) {
        out.fill(0, i * width, (i + 1) * width);
        continue;
      }
      const row = Math.floor(i / pixels) * columns;
      const seen = read(i);
      const { label, p, hit, miss, surprise } = seen;
      let pull = 0;
      for (let j = 0; j < pixelLosses.length; j++) {
        const { gamma, classWeights } = pixelLosses[j]!;
        const rise =
          gamma === 0 ? 1 : Math.max(miss, SMALLEST_MISS) ** (gamma - 1) * (gamma * hit * surprise + miss);
        pull -= slopes![row + first + j]! * classWeights[label]! * rise;
      }
      if (width === 1) {
        out[i] = ofClass(1, row, seen) * hit * miss + (label === 1 ? pull : -pull) * miss;
        continue;
      }
      let mean = 0;
      for (let c = 1; c < width; c++) mean += p[c]! * ofClass(c, row, seen);
      for (let c = 0; c < width; c++) {
        out[i * width + c] = p[c]! * (ofClass(c, row, seen) - mean) + pull * (c === label ? miss : -p[c]!);
      }
    }
  },
);
