/** The default norms: what they are applied to, and where they are told to be too strong. */
import { describe, expect, it } from 'vitest';
import { residentData } from '../../engine/data/datasetReader';
import { layOut } from '../../engine/step/layout';
import { parseConfig } from '../runConfig';
import { neuronsConfigSchema } from './config';
import { smallNeurons, testSessions } from './sessions.fixture';
import { outlineNeurons } from './workload';

const data = residentData(testSessions([{ name: 'mouse1_a', bins: 60, units: 5 }]));

const outlined = async (training: object = {}, model: object = {}) => {
  const { config } = parseConfig({
    ...smallNeurons,
    model: { ...smallNeurons.model, ...model },
    training: { ...smallNeurons.training, ...training },
  });
  return {
    outline: await outlineNeurons(config, data),
    training: neuronsConfigSchema.parse(config).training,
  };
};

describe('the L1 norm of the readouts', () => {
  it.each([
    ['gaussian', 'readouts.mouse1_a.features'],
    ['linear', 'readouts.mouse1_a.kernel'],
  ])('goes by the plain rate, which does not depend on the number of units: %s', async (name, weights) => {
    const { outline, training } = await outlined({}, { readout: { name } });
    const { slots, penalties } = layOut(outline.parameters, training);
    const slot = slots.findIndex((candidate) => candidate.name === weights);
    expect(slots[slot]).toMatchObject({ proximalL1: 0.08 });
    expect(penalties.map((penalty) => penalty.slot)).not.toContain(slot);
    expect(training.regularizers.flatMap(({ applyTo }) => applyTo)).not.toContain(
      weights.replace('mouse1_a', '*'),
    );
  });

  it.each(['sgd', 'adagrad'])('is told to be too strong for %s, and not where it is off', async (name) => {
    const codes = async (training: object) =>
      (await outlined({ optimizer: { name }, ...training })).outline.remarks.map(({ code }) => code);
    expect(await codes({})).toContain('proximal-l1-strong');
    expect(await codes({ parameterGroups: [] })).not.toContain('proximal-l1-strong');
    expect((await outlined()).outline.remarks.map(({ code }) => code)).not.toContain('proximal-l1-strong');
  });
});
