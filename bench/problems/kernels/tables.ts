/** Rows by number, and sums of rows that share a number: 8,192 edges among 1,024 atoms. */
import { normalBlock, randomIndices } from '../problem';
import type { KernelSpec } from './kernel';

export const [edges, atoms, features] = [8192, 1024, 64];

export const tables = {
  gather: {
    title: 'gather 8192 rows of 64 from 1024, ∂',
    flops: null,
    inputs: () => ({
      table: normalBlock('table', [atoms, features], 1),
      rows: randomIndices('rows', edges, atoms),
      dy: normalBlock('dy', [edges, features], 1),
    }),
  },
  'segment-sum': {
    title: 'sum 8192 rows of 64 into 1024 segments',
    flops: null,
    inputs: () => ({
      x: normalBlock('x', [edges, features], 1),
      segments: randomIndices('segments', edges, atoms),
    }),
  },
} satisfies Record<string, KernelSpec>;
