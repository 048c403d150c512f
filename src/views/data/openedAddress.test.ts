import { expect, it } from 'vitest';
import { openedAddress } from './openedAddress';

it.each([
  ['/data/abc', '/data/def', '', '/data/abc'],
  ['/data/abc', '/train/r', '?x=1', '/data/abc'],
  ['/data/abc', '/analyse', '', '/data/abc'],
  ['/data/abc', '/analyse/r', '', '/analyse/r?data=abc'],
  ['/data/abc', '/analyse/r', '?split=all&data=def', '/analyse/r?split=all&data=abc'],
  ['/train/r2', '/analyse/r', '', '/train/r2'],
])('%s that is opened at %s%s is seen at %s', (opened, pathname, search, expected) => {
  expect(openedAddress(opened, { pathname, search })).toBe(expected);
});
