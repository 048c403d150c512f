import { expect, it } from 'vitest';
import { browserOf, runtimeHere } from './runtime';

it.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    'Chrome 141',
    'V8',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/140.0',
    'Edge 140',
    'V8',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox 140', 'SpiderMonkey'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
    'Safari 18',
    'JavaScriptCore',
  ],
  ['curl/8', 'curl/8', 'unknown'],
])('knows %s', (agent, runtime, javascript) => {
  expect(browserOf(agent)).toEqual({ runtime, javascript });
});

it('knows Node', () => {
  expect(runtimeHere()).toMatchObject({ runtime: `Node ${process.versions.node}`, javascript: 'V8' });
});
