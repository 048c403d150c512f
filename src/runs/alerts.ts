/** Holds what a training says against rules, and says in words which of them have come true. */
import type { AlertRule, AlertSettings } from '../protocol/alerts';
import type { TrainEvent } from '../protocol/events';
import { type MetricInfo, metricNamed, titleWithUnit } from '../protocol/metrics';
import type { HeardRun, RunListener } from './runListener';

export interface Alert {
  /** The run and what has happened to it. */
  title: string;
  /** Names what is replaced: the same rule says a later thing of the same run. */
  key: string;
}

const channelTitles = new Map([
  ['loss', 'loss'],
  ['learningRate', 'learning rate'],
  ['gradientNorm', 'gradient norm'],
]);

/** A channel of steps in words; the workload's own are metrics. */
export function channelTitle(channel: string, metrics: readonly MetricInfo[]): string {
  return channelTitles.get(channel) ?? metricNamed(metrics, channel).title;
}

/**
 * A listener that raises an alert when a rule comes true, once until it was false again; a value that is not finite is
 * neither above nor below.
 * @param settings as they are now: rules may change while the run trains.
 */
export function alertListener(settings: () => AlertSettings, raise: (alert: Alert) => void): RunListener {
  let run: Pick<HeardRun, 'id' | 'name'> | null = null;
  let metrics: readonly MetricInfo[] = [];
  const holding = new Set<string>();

  function check(rule: AlertRule, value: number | undefined, where: string): void {
    if (value === undefined) return;
    const holds = isTrue(rule, value);
    if (holds && !holding.has(rule.id))
      raise({ title: wordsOf(rule, value, where), key: `${run?.id} ${rule.id}` });
    if (holds) holding.add(rule.id);
    else holding.delete(rule.id);
  }

  function wordsOf({ of, metric, is, value: limit }: AlertRule, value: number, where: string): string {
    const info = metricNamed(metrics, metric);
    const title = of === 'step' ? channelTitle(metric, metrics) : `${of} ${titleWithUnit(info)}`;
    const what = is === 'notFinite' ? 'not finite' : `${Number(value.toPrecision(4))}, ${is} ${limit}`;
    return `${run?.name}: ${title} is ${what} ${where}`;
  }

  return {
    name: 'Alerts',
    started: (heard) => {
      run = heard;
    },
    heard(event: TrainEvent) {
      const { rules, onEnd } = settings();
      const end = (words: string) => {
        if (onEnd) raise({ title: `${run?.name} ${words}`, key: `${run?.id} end` });
      };
      switch (event.type) {
        case 'started':
          ({ metrics } = event);
          break;
        case 'batch':
          for (const rule of rules) {
            if (rule.of !== 'step' || !Object.hasOwn(event.steps.channels, rule.metric)) continue;
            event.steps.channels[rule.metric]!.forEach((value, i) => {
              check(rule, value, `at step ${event.steps.step[i]}`);
            });
          }
          break;
        case 'epoch':
          for (const rule of rules) {
            if (rule.of === 'step') continue;
            const measured = event[rule.of];
            const value =
              measured && Object.hasOwn(measured, rule.metric) ? measured[rule.metric] : undefined;
            check(rule, value, `after epoch ${event.epoch}`);
          }
          break;
        case 'finished':
          end(event.reason === 'stopped' ? 'was stopped' : 'has finished');
          break;
        case 'failed':
          end(`has failed: ${event.error.message}`);
          break;
        default:
      }
    },
  };
}

function isTrue({ is, value: limit }: AlertRule, value: number): boolean {
  if (is === 'notFinite') return !Number.isFinite(value);
  return is === 'above' ? value > limit : value < limit;
}
