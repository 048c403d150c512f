/** Networks over tables in a memory that grows at each allocation end with the same bits as in one that does not. */
import { it } from 'vitest';
import { syntheticTable } from '../../engine/testRuns';
import { growingMemory } from '../../engine/tfjs/growingMemory.fixture';
import { describeOnBackends } from '../../engine/tfjs/testBackends';

const memory = growingMemory();

describeOnBackends(
  'growth of the memory',
  (_, backend) => {
    memory.install();

    it.each([Infinity, 100])(
      'changes no bit of an MLP of which %d bytes are resident',
      async (residentBytes) => {
        const config = {
          task: 'tabular',
          model: { hiddenSize: 12, numLayers: 2, dropout: 0.3 },
          training: { batchSize: 8, gradientAccumulationSteps: 2, maxSteps: 3 },
        };
        const arrays = syntheticTable(160);
        await memory.expectSameBits({ config, arrays, backend: backend(), residentBytes });
      },
    );
  },
  ['wasm'],
);
