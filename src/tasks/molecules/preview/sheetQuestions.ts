/** The answers to what the page asks of a dataset. */
import type { Question } from '../../engine';
import { moleculesConfigSchema } from '../config';
import type { MoleculesWorkload } from '../workload';
import { createMoleculeIndex } from './listing';
import { pointsSample } from './pointsSample';
import { listArgument, moleculeArgument, pointsArgument, type SheetQuestions } from './questions';
import { shownMolecule } from './shownMolecule';

const listed = createMoleculeIndex();

type Answers = {
  [Name in keyof SheetQuestions]: Question<SheetQuestions[Name]['argument'], MoleculesWorkload>;
};

export const sheetQuestions: Answers = {
  list: {
    argument: listArgument,
    answer: async (argument, context) => listed(await context.dataset(), argument, context),
  },
  molecule: {
    argument: moleculeArgument,
    answer: async (argument, { dataset, transfer }) => shownMolecule(await dataset(), argument, transfer),
  },
  points: {
    argument: pointsArgument,
    answer: async ({ molecules }, context) =>
      pointsSample(
        await context.dataset(),
        moleculesConfigSchema.parse(context.config()),
        molecules,
        context,
      ),
  },
};
