import { describe, expect, it } from 'vitest';
import type { RunBundle } from '../../protocol/records';
import { noSteps } from '../../protocol/steps';
import { bundle } from '../capsule/runBundle.fixture';
import { type ReportRun, reportHtml } from './report';
import { readMarkup } from './wellFormed.fixture';

const now = new Date('2026-02-01T12:00:00.000Z');

const evil = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  '</style><script>alert(1)</script>',
  '=cmd()',
  '__proto__',
  'constructor',
  ']]>&amp;<!--',
  'a\u0000b\u202ec\ud800d',
  'javascript:alert(1)',
];

/** A run whose every text is somebody else's. */
function evilRun(text: string): ReportRun {
  const { run, epochs, steps }: RunBundle = bundle();
  run.name = text;
  run.notes = `${text}\n${text}`;
  run.tags = [text];
  run.dataset = {
    fingerprint: text,
    name: text,
    source: {
      files: [text],
      format: 'csv',
      bytes: 1,
      examples: 1,
      arrays: [{ name: text, shape: [1], dtype: 'float32' }],
    },
  };
  run.config = {
    ...run.config,
    task: text,
    model: { [text]: text },
    dataset: JSON.parse(`{"__proto__":{"a":1}}`),
  };
  run.warnings = [{ code: text, message: `\`${text}\` ${text}` }];
  run.error = { code: 'internal', message: text, remedy: text };
  run.backend = {
    name: 'cpu',
    device: text,
    software: true,
    reason: text,
    environment: { anneal: text, tensorflow: text, runtime: text, javascript: text, platform: text },
  };
  run.metrics.push({
    name: text,
    title: text,
    unit: text,
    better: 'max',
    of: 'both',
    block: { title: text, line: text, only: false },
  });
  run.best!.monitor = text;
  run.test = { ...run.test, [text]: 1 };
  run.comparison = {
    part: text,
    rows: 1,
    measures: [{ name: text, title: text, unit: text, better: 'max' }],
    models: [{ name: text, title: text, values: [1], note: text }],
    words: [text],
  };
  for (const row of epochs) row.train[text] = 1;
  const worst = [{ sample: text, measure: text, value: 1, details: { [text]: 1 } }];
  return { run, epochs, steps, worst };
}

/** Every text of a document as it stands in it, without the one that shows what cannot be shown. */
const read = (report: string) => {
  expect(report.startsWith('<!DOCTYPE html>\n<html lang="en">')).toBe(true);
  return readMarkup(report.slice('<!DOCTYPE html>\n'.length).trimEnd());
};

describe('a report', () => {
  it.each(evil)('makes nothing but text of %j', (text) => {
    for (const runs of [[evilRun(text)], [evilRun(text), evilRun(`${text}2`)]]) {
      const { elements, text: shown } = read(reportHtml(runs, { now, title: text }));
      const names = new Set(elements.map(({ name }) => name));
      for (const name of ['script', 'img', 'iframe', 'object', 'a', 'link', 'form', 'base'])
        expect(names.has(name)).toBe(false);
      const attributes = elements.flatMap((element) => Object.entries(element.attributes));
      expect(attributes.filter(([name]) => /^on|^href$|^src$|^style$/i.test(name))).toEqual([]);
      if (!text.includes('\u0000')) expect(shown).toContain(text);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
      else expect(shown).not.toMatch(/[\u0000\u202e]|\p{Cs}/u);
    }
  });

  it('has a policy that lets nothing load and nothing run, and fetches nothing', () => {
    const report = reportHtml([bundle()], { now });
    const { elements } = read(report);
    const policies = elements.filter(
      ({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy',
    );
    expect(policies).toHaveLength(1);
    expect(policies[0]!.attributes.content).toContain(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    );
    // Before everything that it is to hold for.
    expect(report.indexOf('Content-Security-Policy')).toBeLessThan(report.indexOf('<title>'));
    expect(report).not.toMatch(/url\(|@import|https?:(?!\/\/www\.w3\.org\/2000\/svg")/);
  });

  it('tells result, statistics, settings, data, environment and notes of a run', () => {
    const { run, epochs, steps } = bundle();
    const { text } = read(reportHtml([{ run, epochs, steps }], { now }));
    for (const part of [
      'first',
      'best loss',
      '5.0000e-01',
      'test loss',
      '2.5000e-01',
      'Statistics of epoch 1, the best',
    ])
      expect(text).toContain(part);
    for (const part of [
      'ab'.repeat(32),
      'JavaScript',
      'The validation grows',
      'a "note", with commas',
      'Tags: t',
    ])
      expect(text).toContain(part);
    expect(text).toContain('2026-02-01 12:00 UTC');
  });

  it('compares runs: what differs first, and the best of each metric marked', () => {
    const [one, two] = [bundle(), bundle()];
    two.run.name = 'second';
    two.run.config = { ...two.run.config, training: { ...two.run.config.training, batchSize: 7 } };
    two.run.test = { loss: 0.125, r2: 0.8 };
    const { text } = read(reportHtml([one, two], { now }));
    expect(text).toContain('2 runs compared');
    expect(text.indexOf('training.batchSize')).toBeLessThan(text.indexOf('The same settings in all'));
    expect(text).toContain('★ 1.2500e-01');
    // Nobody has said which way `r2` is better.
    expect(text).not.toContain('★ 9.0000e-01');
  });

  it('is there of a run that has not begun', () => {
    const { run } = bundle();
    const empty = {
      ...run,
      best: null,
      test: null,
      backend: null,
      metrics: [],
      warnings: [],
      notes: '',
      tags: [],
    };
    const { text } = read(reportHtml([{ run: empty, epochs: [], steps: noSteps }], { now }));
    expect(text).toContain('No epoch has ended yet.');
  });
});
