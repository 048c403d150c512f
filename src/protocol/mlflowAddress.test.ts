/** Addresses of MLflow servers as people write them, good and bad. */
import { expect, test } from 'vitest';
import { canBeAllowed, readMlflowAddress } from './mlflowAddress';

test('an address has an origin, an experiment behind the hash, and a form without name and password', () => {
  expect(readMlflowAddress(' http://localhost:5000 ')).toEqual({
    url: 'http://localhost:5000/',
    experiment: undefined,
    origin: 'http://localhost:5000',
    shown: 'http://localhost:5000',
  });
  expect(readMlflowAddress('HTTPS://ada:secret@Example.org/mlflow/#100% toys')).toEqual({
    url: 'https://ada:secret@example.org/mlflow/#100%%20toys',
    experiment: '100%%20toys',
    origin: 'https://example.org',
    shown: 'https://example.org/mlflow#100%%20toys',
  });
  expect(readMlflowAddress('http://x#100%25%20toys')?.experiment).toBe('100% toys');
});

test.each([
  '',
  'localhost:5000',
  'ftp://x',
  'javascript:alert(1)',
  'http://',
  'http://a b',
  'file:///etc',
  '//x',
])('%j is none of the web', (text) => {
  expect(readMlflowAddress(text)).toBeNull();
});

test('a page may send to names and numbers of hosts, and to no pattern of them', () => {
  const isAllowed = (text: string) => canBeAllowed(readMlflowAddress(text)!);
  for (const text of ['http://localhost:5000', 'https://ml.example.org/x', 'http://10.0.0.1:80']) {
    expect(isAllowed(text)).toBe(true);
  }
  for (const text of [
    'http://[::1]:5000',
    'https://*',
    'https://*.example.org',
    'https://a;sandbox',
    "https://'a'",
  ]) {
    expect(isAllowed(text)).toBe(false);
  }
});
