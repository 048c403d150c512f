/** Where values of a variable stand on an axis: numbers on round bounds, categories in equal steps. Pure. */
import type { Variable } from '../../runs/comparison/variables';
import { linearAxis, logAxis, tickFormat } from '../../ui/charts/axis';
import { significant } from '../../ui/format/quantities';

export interface PlotAxis {
  /** From 0, the low end, to 1; null where a run has no value. One a run. */
  positions: (number | null)[];
  /** As the card says them. */
  texts: string[];
  ticks: { at: number; label: string }[];
}

/** @param log only where every value is above zero. */
export function plotAxis(variable: Variable, log: boolean): PlotAxis {
  if (variable.kind === 'category') {
    const { categories, values } = variable;
    const at = (place: number) => (place + 0.5) / categories.length;
    const places = new Map(categories.map((category, place) => [category, at(place)]));
    return {
      positions: values.map((value) => (value === null ? null : places.get(value)!)),
      texts: values.map((value) => value ?? '–'),
      ticks: categories.map((label, place) => ({ at: at(place), label })),
    };
  }
  const { values } = variable;
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const { domain, ticks } = log ? logAxis(low, high) : linearAxis(low, high);
  const scale = log ? Math.log : (value: number) => value;
  const [from, to] = [scale(domain[0]), scale(domain[1])];
  const at = (value: number) => (scale(value) - from) / (to - from);
  const format = tickFormat(ticks);
  return {
    positions: values.map((value) => (value === null || !Number.isFinite(value) ? null : at(value))),
    texts: values.map((value) => (value === null ? '–' : significant(value, 5))),
    ticks: ticks.map((tick) => ({ at: at(tick), label: format(tick) })),
  };
}

/** Names that are longer than an axis has room for; the whole stands in the card and in the title. */
export function shortened(label: string, letters: number): string {
  return label.length > letters ? `${label.slice(0, letters - 1)}…` : label;
}
