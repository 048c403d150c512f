/** The answers to what the page asks of a dataset. */
import type { Question } from '../../engine';
import { moleculesConfigSchema } from '../config';
import type { MoleculesWorkload } from '../workload';
import { createGridLook, gridScaleOf } from './gridLook';
import { createMoleculeIndex } from './listing';
import { pointsSample } from './pointsSample';
import { listArgument, moleculeArgument, pointsArgument, type SheetQuestions } from './questions';
import { shownMolecule } from './shownMolecule';

const listed = createMoleculeIndex();
const lookOf = createGridLook();

type Answers = {
  [Name in 'list' | 'molecule' | 'points']: Question<SheetQuestions[Name]['argument'], MoleculesWorkload>;
};

export const sheetQuestions: Answers = {
  list: {
    argument: listArgument,
    answer: async (argument, context) => listed(await context.dataset(), argument, context),
  },
  molecule: {
    argument: moleculeArgument,
    async answer({ row, gridUnits }, context) {
      const dataset = await context.dataset();
      const scale = gridScaleOf(gridUnits, gridUnits === 'auto' ? await lookOf(dataset) : null);
      return shownMolecule(dataset, row, scale, context.transfer);
    },
  },
  points: {
    argument: pointsArgument,
    async answer({ molecules }, context) {
      const dataset = await context.dataset();
      const config = moleculesConfigSchema.parse(context.config());
      return pointsSample(dataset, config, molecules, await lookOf(dataset), context);
    },
  },
};
