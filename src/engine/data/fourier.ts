/**
 * The discrete Fourier transform of any length, in place: by halves where the length is a power of two, else as a
 * convolution of such a length (Bluestein, "A linear filtering approach to the computation of discrete Fourier transform",
 * 1970). X[k] = Σ x[n] · exp(−2πi kn / N); the inverse divides by N.
 */

export interface FourierTransform {
  /** @param re float64 [length]; overwritten. @param im likewise. */
  forward(re: Float64Array, im: Float64Array): void;
  inverse(re: Float64Array, im: Float64Array): void;
}

export function fourierTransform(length: number): FourierTransform {
  const forward = (length & (length - 1)) === 0 ? byHalves(length) : byConvolution(length);
  return {
    forward,
    inverse(re, im) {
      // The transform with real and imaginary parts exchanged is the inverse but for the factor.
      forward(im, re);
      for (let i = 0; i < length; i++) {
        re[i]! /= length;
        im[i]! /= length;
      }
    },
  };
}

/** Frequencies of a transform in cycles a sample, negative ones as their size. */
export function frequencies(length: number): Float64Array {
  return Float64Array.from({ length }, (_, k) => Math.min(k, length - k) / length);
}

type Transform = FourierTransform['forward'];

function byHalves(length: number): Transform {
  const cos = Float64Array.from({ length: length >> 1 }, (_, k) => Math.cos((2 * Math.PI * k) / length));
  const sin = Float64Array.from({ length: length >> 1 }, (_, k) => -Math.sin((2 * Math.PI * k) / length));
  return (re, im) => {
    for (let i = 1, j = 0; i < length; i++) {
      let bit = length >> 1;
      for (; j & bit; bit >>= 1) j ^= bit;
      j ^= bit;
      if (i < j) {
        [re[i], re[j]] = [re[j]!, re[i]!];
        [im[i], im[j]] = [im[j]!, im[i]!];
      }
    }
    for (let size = 2; size <= length; size <<= 1) {
      const half = size >> 1;
      const step = length / size;
      for (let first = 0; first < length; first += size) {
        for (let k = 0; k < half; k++) {
          const [a, b] = [first + k, first + k + half];
          const [c, s] = [cos[k * step]!, sin[k * step]!];
          const x = re[b]! * c - im[b]! * s;
          const y = re[b]! * s + im[b]! * c;
          re[b] = re[a]! - x;
          im[b] = im[a]! - y;
          re[a]! += x;
          im[a]! += y;
        }
      }
    }
  };
}

/** nk = (n² + k² − (k − n)²) / 2 makes a convolution with a chirp of the sum. */
function byConvolution(length: number): Transform {
  let padded = 1;
  while (padded < 2 * length - 1) padded *= 2;
  const inner = fourierTransform(padded);
  const cos = new Float64Array(length);
  const sin = new Float64Array(length);
  const chirpRe = new Float64Array(padded);
  const chirpIm = new Float64Array(padded);
  for (let n = 0; n < length; n++) {
    // n² grows beyond what a sine takes exactly; the chirp repeats after 2 · length.
    const angle = (Math.PI * ((n * n) % (2 * length))) / length;
    cos[n] = Math.cos(angle);
    sin[n] = Math.sin(angle);
    for (const at of n === 0 ? [0] : [n, padded - n]) {
      chirpRe[at] = cos[n]!;
      chirpIm[at] = sin[n]!;
    }
  }
  inner.forward(chirpRe, chirpIm);
  const a = new Float64Array(padded);
  const b = new Float64Array(padded);
  return (re, im) => {
    a.fill(0);
    b.fill(0);
    for (let n = 0; n < length; n++) {
      a[n] = re[n]! * cos[n]! + im[n]! * sin[n]!;
      b[n] = im[n]! * cos[n]! - re[n]! * sin[n]!;
    }
    inner.forward(a, b);
    for (let i = 0; i < padded; i++) {
      const x = a[i]! * chirpRe[i]! - b[i]! * chirpIm[i]!;
      b[i] = a[i]! * chirpIm[i]! + b[i]! * chirpRe[i]!;
      a[i] = x;
    }
    inner.inverse(a, b);
    for (let k = 0; k < length; k++) {
      re[k] = a[k]! * cos[k]! + b[k]! * sin[k]!;
      im[k] = b[k]! * cos[k]! - a[k]! * sin[k]!;
    }
  };
}
