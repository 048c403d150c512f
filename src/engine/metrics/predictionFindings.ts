/** What predictions beside the truth say in words: bias, and collapse to a constant. The thresholds are rules of thumb. */
import type { Finding } from '../../protocol/diagnostics';

export interface PredictedMoments {
  /** Of what; empty where there is only one. */
  name: string;
  count: number;
  /** Mean of predicted − actual. */
  bias: number;
  rmse: number;
  /** Standard deviations. */
  predicted: number;
  actual: number;
}

/** Bias counts beyond three standard errors and a tenth of the spread; a spread below a twentieth is a collapse. */
const BIAS = { errors: 3, ofSpread: 0.1, severe: 0.5 };
const COLLAPSE = 0.05;
const FEWEST = 10;

export function predictionFindings(moments: PredictedMoments): Finding[] {
  const { name, count } = moments;
  const about = (code: string, title: string) => ({
    code: name ? `${code} ${name}` : code,
    title: name ? `${title} of ${name}` : title,
  });
  const [bias, collapse] = [about('bias', 'Bias'), about('collapse', 'Collapse')];
  if (count < FEWEST) {
    const message = `This takes ${FEWEST} examples.`;
    return [bias, collapse].map((one) => ({ ...one, tone: 'unknown', message, remedy: null }));
  }
  return [biasOf(bias, moments), collapseOf(collapse, moments)];
}

type About = Pick<Finding, 'code' | 'title'>;

function biasOf(about: About, { count, bias, rmse, actual }: PredictedMoments): Finding {
  const error = Math.sqrt(Math.max(0, rmse * rmse - bias * bias) / (count - 1));
  const noise = `${brief(Math.abs(bias))} ± ${brief(error)}`;
  if (Math.abs(bias) <= BIAS.errors * error || Math.abs(bias) <= BIAS.ofSpread * actual) {
    const message = `Predictions are too ${bias > 0 ? 'high' : 'low'} by ${noise} on average, small beside the spread ${brief(actual)}.`;
    return { ...about, tone: 'good', message, remedy: null };
  }
  return {
    ...about,
    tone: Math.abs(bias) > BIAS.severe * actual ? 'bad' : 'warn',
    message: `Predictions are too ${bias > 0 ? 'high' : 'low'} by ${noise} on average, ${brief(Math.abs(bias) / actual)} standard deviations of the true values.`,
    remedy:
      'Look whether these examples come from where the training examples do, and at the residuals over the inputs; train longer.',
  };
}

function collapseOf(about: About, { predicted, actual }: PredictedMoments): Finding {
  const ratio = predicted / actual;
  // Of constant truth nothing can be told.
  if (!(actual > 0))
    return { ...about, tone: 'unknown', message: 'The true values are all the same.', remedy: null };
  if (ratio >= COLLAPSE) {
    const message = `Predictions vary ${brief(ratio)} times as much as the true values.`;
    return { ...about, tone: 'good', message, remedy: null };
  }
  return {
    ...about,
    tone: 'bad',
    message: `Predictions hardly vary: their standard deviation is ${brief(predicted)}, that of the true values ${brief(actual)}. The model answers with a constant.`,
    remedy:
      'Train longer or with a larger learning rate, look whether the inputs tell anything, and lower weight decay.',
  };
}

/**
 * The same of classes.
 * @param confusion rows are true classes, columns predicted ones.
 */
export function classFindings(
  confusion: readonly (readonly number[])[],
  classes: readonly string[],
): Finding[] {
  const total = confusion.flat().reduce((sum, count) => sum + count, 0);
  const actual = confusion.map((line) => line.reduce((sum, count) => sum + count, 0));
  const predicted = classes.map((_, c) => confusion.reduce((sum, line) => sum + line[c]!, 0));
  const collapse = { code: 'collapse', title: 'Collapse' };
  const bias = { code: 'bias', title: 'Bias' };
  if (total < FEWEST) {
    const message = `This takes ${FEWEST} examples.`;
    return [bias, collapse].map((one) => ({ ...one, tone: 'unknown', message, remedy: null }));
  }
  const only = predicted.indexOf(total);
  const several = actual.filter((count) => count > 0).length > 1;
  const share = (count: number) => `${Number(((100 * count) / total).toPrecision(3))} %`;
  const apart = classes.map((_, c) => Math.abs(predicted[c]! - actual[c]!) / total);
  const worst = apart.reduce((most, value, c) => (value > apart[most]! ? c : most), 0);
  const noise = Math.sqrt((actual[worst]! / total) * (1 - actual[worst]! / total) * (1 / total));
  const isBiased = apart[worst]! > BIAS.errors * noise && apart[worst]! > BIAS.ofSpread;
  const words = `${cut(classes[worst]!)} is predicted in ${share(predicted[worst]!)} of the examples and true in ${share(actual[worst]!)}`;
  return [
    isBiased
      ? {
          ...bias,
          tone: 'warn',
          message: `${words}.`,
          remedy:
            'Weigh the classes in the loss, or look whether these examples come from where the training examples do.',
        }
      : {
          ...bias,
          tone: 'good',
          message: `Classes are predicted about as often as they are true: ${words}.`,
          remedy: null,
        },
    only >= 0 && several
      ? {
          ...collapse,
          tone: 'bad',
          message: `Every example is called ${cut(classes[only]!)}. The model answers with a constant.`,
          remedy: 'Weigh the classes in the loss, train longer, and look whether the inputs tell anything.',
        }
      : {
          ...collapse,
          tone: 'good',
          message: `${predicted.filter((count) => count > 0).length} of ${classes.length} classes are predicted.`,
          remedy: null,
        },
  ];
}

/** A name inside of a sentence. */
function cut(name: string): string {
  return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}

function brief(value: number): string {
  return String(Number(value.toPrecision(3)));
}
