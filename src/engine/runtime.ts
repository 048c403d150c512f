/** Which browser or Node this runs in, asked without TensorFlow.js, so that a page may ask as well. */
import type { Environment } from '../protocol/events';
import { annealVersion } from '../protocol/version';

export type Runtime = Omit<Environment, 'tensorflow'>;

export function runtimeHere(): Runtime {
  const node = typeof process === 'undefined' ? undefined : process.versions?.node;
  if (node !== undefined) {
    const platform = `${process.platform} ${process.arch}`;
    return { anneal: annealVersion, runtime: `Node ${node}`, javascript: 'V8', platform };
  }
  const { userAgent, platform } = navigator;
  return { anneal: annealVersion, ...browserOf(userAgent), platform: platform || 'unknown' };
}

/** In their order: every browser names those that it is like. */
const browsers: readonly (readonly [title: string, pattern: RegExp, javascript: string])[] = [
  ['Firefox', /Firefox\/(\d+)/, 'SpiderMonkey'],
  ['Edge', /Edg\/(\d+)/, 'V8'],
  ['Chrome', /Chrome\/(\d+)/, 'V8'],
  ['Safari', /Version\/(\d+).*Safari\//, 'JavaScriptCore'],
];

/** @param agent what the browser calls itself. */
export function browserOf(agent: string): Pick<Runtime, 'runtime' | 'javascript'> {
  for (const [title, pattern, javascript] of browsers) {
    const version = pattern.exec(agent)?.[1];
    if (version) return { runtime: `${title} ${version}`, javascript };
  }
  return { runtime: agent || 'unknown', javascript: 'unknown' };
}
