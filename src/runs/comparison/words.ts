/** Differences as sentences: which is lower, by how much, how sure that is, and whether that is good. Pure. */
import type { MetricInfo } from '../../protocol/metrics';
import type { PairedDifference } from './pairedBootstrap';
import type { WelchInterval } from './welch';

export interface Named {
  title: string;
  unit?: string | undefined;
  better: MetricInfo['better'];
}

/** What a difference with an interval says of the second against the first. */
export type Verdict = 'better' | 'worse' | 'different' | 'chance';

/** An interval that ends at zero does not leave it out. */
export function verdictOf(
  { low, high }: { low: number; high: number },
  better: MetricInfo['better'],
): Verdict {
  if (!(low > 0 || high < 0)) return 'chance';
  if (better === null) return 'different';
  return low > 0 === (better === 'max') ? 'better' : 'worse';
}

/** "B's MAE is lower by 0.012 mg (95 % interval 0.004 to 0.020, 120 rows): more than chance, and better." */
export function pairedSentence(
  metric: Named,
  found: PairedDifference,
  words: { name: string; one: string; many: string },
): string {
  const { difference, interval, pairs } = found;
  const of = `${pairs.toLocaleString('en')} ${pairs === 1 ? words.one : words.many}`;
  if (!interval) {
    return `${changed(metric, difference, words.name)} on ${of}: too few to tell it from chance.`;
  }
  if (interval.low === 0 && interval.high === 0) {
    return `${possessive(words.name)} ${metric.title} is the same on each of ${of}.`;
  }
  return sentence(metric, { difference, ...interval }, words.name, of);
}

/** Of two groups of runs: "wide's loss is lower by …, 3 and 4 runs): could be chance." */
export function groupSentence(
  metric: Named,
  found: WelchInterval,
  name: string,
  [a, b]: [number, number],
): string {
  return sentence(metric, found, name, `Welch, ${a} and ${b} runs`);
}

function sentence(
  metric: Named,
  { difference, low, high }: { difference: number; low: number; high: number },
  name: string,
  of: string,
): string {
  // In the direction that the sentence names: lower by 0.004 to 0.020.
  const [from, to] = difference < 0 ? [-high, -low] : [low, high];
  const range = numbers([difference, from, to]);
  const verdict = verdictOf({ low, high }, metric.better);
  const said = {
    better: 'more than chance, and better',
    worse: 'more than chance, and worse',
    different: 'more than chance',
    chance: 'could be chance',
  }[verdict];
  const interval = `95 % interval ${range(from)} to ${range(to)}, ${of}`;
  if (difference === 0)
    return `${possessive(name)} ${metric.title} is the same in the mean (${interval}): ${said}.`;
  return `${changed(metric, difference, name, range)} (${interval}): ${said}.`;
}

function changed(
  { title, unit }: Named,
  difference: number,
  name: string,
  text: (value: number) => string = numbers([difference]),
): string {
  const by = `${text(Math.abs(difference))}${unit ? ` ${unit}` : ''}`;
  return `${possessive(name)} ${title} is ${difference < 0 ? 'lower' : 'higher'} by ${by}`;
}

const possessive = (name: string) => `${name}’s`;

/** Texts with as many decimal places as show two digits of the smallest of the numbers, and at most four of the largest. */
export function numbers(values: readonly number[]): (value: number) => string {
  const sizes = values.map(Math.abs).filter((size) => size > 0 && Number.isFinite(size));
  if (sizes.length === 0) return (value) => String(value);
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  if (largest >= 1e6 || largest < 1e-4) return (value) => minus(value.toExponential(2));
  const enough = 1 - Math.floor(Math.log10(smallest));
  const most = 3 - Math.floor(Math.log10(largest));
  const places = Math.max(0, Math.min(enough, most));
  return (value) => minus(value.toFixed(places));
}

function minus(text: string): string {
  return text.replace(/^-(?=0\.?0*$)/, '').replace('-', '−');
}
