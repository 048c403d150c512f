/**
 * Radial functions of one distance r ≥ 0, in the unit of the cutoff, for charts and tests; `edgeBasis.ts` computes those of
 * all edges of a graph.
 */
import { bernstein, binomials, cutoffFunctions, radialVariable } from '../../kernels/equivariant/radial';

const polynomials = (t: number, count: number) =>
  binomials(count - 1).map((coefficient, k) => bernstein(coefficient, k, count - 1, t));

/** C(K−1, k)·(1 − t)^k·t^(K−1−k) for k = 0 to K − 1, with t = 1/(1 + r). They add up to 1. */
export const reciprocalBernstein = (r: number, count: number): number[] =>
  polynomials(radialVariable.reciprocal(r), count);

/** The same with t = exp(−γ·r). */
export const exponentialBernstein = (r: number, count: number, gamma: number): number[] =>
  polynomials(radialVariable.exponential(r, gamma), count);

/** exp(1 − 1/(1 − (r/c)²)) below the cutoff c, else 0: all derivatives are continuous. */
export const smoothCutoff = (r: number, cutoff: number): number => cutoffFunctions.smooth(r, cutoff);

/** ½(1 + cos(πr/c)) below the cutoff c, else 0. Behler and Parrinello 2007. */
export const cosineCutoff = (r: number, cutoff: number): number => cutoffFunctions.cosine(r, cutoff);
