/** The answers to what the page asks of a dataset of recordings. */
import type { Question } from '../../engine';
import { neuronsConfigSchema } from '../config';
import type { NeuronsWorkload } from '../workload';
import { pooledActivity } from './activity';
import { behaviorCurves } from './behavior';
import { contrastDistribution, shownFrames } from './frames';
import {
  activityArgument,
  behaviorArgument,
  contrastArgument,
  framesArgument,
  type SheetQuestions,
  summaryArgument,
} from './questions';
import { openStoredSession } from './storedSession';
import { summarize } from './summary';

type Answers = {
  [Name in keyof SheetQuestions]: Question<SheetQuestions[Name]['argument'], NeuronsWorkload>;
};

export const sheetQuestions: Answers = {
  summary: {
    argument: summaryArgument,
    async answer({ session }, context) {
      const config = neuronsConfigSchema.parse(context.config());
      return summarize(openStoredSession(await context.dataset(), session), config, context);
    },
  },
  activity: {
    argument: activityArgument,
    async answer({ session, ...asked }, context) {
      const stored = openStoredSession(await context.dataset(), session);
      return pooledActivity(stored, asked, context.transfer, context);
    },
  },
  behavior: {
    argument: behaviorArgument,
    async answer({ session, ...asked }, context) {
      const stored = openStoredSession(await context.dataset(), session);
      return behaviorCurves(stored, asked, context.transfer, context);
    },
  },
  frames: {
    argument: framesArgument,
    async answer({ session, ...asked }, context) {
      return shownFrames(openStoredSession(await context.dataset(), session), asked, context.transfer);
    },
  },
  contrast: {
    argument: contrastArgument,
    answer: async ({ session }, context) =>
      contrastDistribution(openStoredSession(await context.dataset(), session), context),
  },
};
