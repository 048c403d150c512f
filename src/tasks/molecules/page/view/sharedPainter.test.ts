import { afterEach, expect, test, vi } from 'vitest';
import { eventually } from '../../../../eventually.fixture';
import { leasePainter } from './sharedPainter';

/** A page whose canvases give a context that has to be given back, or none. */
function page(webgl: boolean) {
  const contexts: { lost: boolean }[] = [];
  vi.stubGlobal('document', {
    createElement: () =>
      Object.assign(new EventTarget(), {
        getContext() {
          if (!webgl) return null;
          const context = { lost: false };
          contexts.push(context);
          return {
            getExtension: () => ({
              loseContext() {
                context.lost = true;
              },
            }),
          };
        },
      }),
  });
  return contexts;
}

afterEach(() => vi.unstubAllGlobals());

test('however many views there are, they share one context, and the last one gives it back', async () => {
  const contexts = page(true);
  const leases = Array.from({ length: 30 }, () => leasePainter(() => {}));
  expect(contexts).toHaveLength(1);
  for (const end of leases) end();
  await eventually(() => expect(contexts[0]!.lost).toBe(true));
  leasePainter(() => {})();
  expect(contexts).toHaveLength(2);
  await eventually(() => expect(contexts[1]!.lost).toBe(true));
});

test('without WebGL a view is told nothing and keeps its plain canvas', async () => {
  page(false);
  const tell = vi.fn();
  const end = leasePainter(tell);
  await Promise.resolve();
  expect(tell).not.toHaveBeenCalled();
  end();
});
