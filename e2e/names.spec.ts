/** Names as people's files have them: very long ones, and ones that run from right to left. */
import { expect, type Page, test } from '@playwright/test';
import { configure, expectNoOverflow, expectStatus, importData, startTraining, tiny } from './studio';

/** Everything that follows an override in the same paragraph would stand in reverse. */
const override = '\u202e';
const long = (begin: string) => begin + 'W'.repeat(3000 - begin.length);
const column = long('temperature');
const target = long(`kind${override}`);
const classes = [long('cat'), long(`dog${override}`)];
const fileName = `${'a very long name of a file '.repeat(9)}.csv`;

function longTable() {
  const lines = [`${column},b,${target}`];
  for (let i = 0; i < 120; i++) {
    lines.push(`${Math.sin(i * 1.7)},${Math.cos(i * 2.3)},${classes[i % 2]}`);
  }
  return { name: fileName, mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) };
}

/** What a long name has pushed out of the window, or made higher than half of it. */
async function expectInView(page: Page): Promise<void> {
  const pushed = await page.evaluate(() => {
    const scrolls = (element: Element) => {
      for (let at: Element | null = element; at; at = at.parentElement) {
        if (getComputedStyle(at).overflowX !== 'visible') return true;
      }
      return false;
    };
    const controls = document.querySelectorAll(
      'button, a, input, select, h1, h2, h3, dt, label, summary, figure',
    );
    const found = [...controls].filter((control) => {
      const { right, width } = control.getBoundingClientRect();
      return width > 1 && right > innerWidth + 1 && !scrolls(control);
    });
    // One name takes at most some lines, wherever it stands.
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const high: Element[] = [];
    // Nothing else stands in the paragraph that a name may turn around.
    const mixed: Element[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement!;
      if (!/W{99}/.test(node.textContent!) || parent.closest('textarea, pre, option, title, style')) continue;
      const alone = getComputedStyle(parent).unicodeBidi.startsWith('isolate');
      const words = alone
        ? parent.textContent
        : (parent.closest('p, h1, h2, h3, li, td, th') ?? parent).textContent;
      const turns = node.textContent!.includes('\u202e') && parent.tagName !== 'BDI';
      if (turns && !/^\s*\S*W…?\s*$/.test(words)) mixed.push(parent);
      range.selectNodeContents(node);
      if (!parent.checkVisibility({ visibilityProperty: true }) || parent.closest('[role=log]')) continue;
      if (range.getBoundingClientRect().height > innerHeight / 4) high.push(parent);
      // Nor the values beside it out of the part that scrolls.
      const cell = parent.closest('td, th')?.getBoundingClientRect();
      if (cell && cell.width > Math.max(innerWidth / 2, 360)) high.push(parent);
    }
    return [...found, ...high, ...mixed].map((element) => {
      const { width, height } = element.getBoundingClientRect();
      const path = [element, element.parentElement, element.parentElement?.parentElement];
      const words = path.map((one) => `${one?.tagName}.${one?.className}`).join(' < ');
      return `${words}: ${element.textContent.slice(0, 40)} (${Math.round(width)} × ${Math.round(height)})`;
    });
  });
  expect.soft(pushed, await page.evaluate(() => location.pathname)).toEqual([]);
  await expectNoOverflow(page);
}

const place = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name });

for (const [width, height] of [
  [1280, 900],
  [390, 844],
] as const) {
  test(`names of 3,000 characters push nothing out of view, ${width} wide`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.setViewportSize({ width, height });
    await page.goto('/');
    await importData(page, longTable());
    await expectInView(page);
    await page.getByRole('button', { name: 'Train on this' }).click();
    await expect(page.getByRole('button', { name: 'Start training' })).toBeEnabled();
    await page.getByRole('button', { name: 'Open all' }).click();
    await expectInView(page);
    await page.goBack();
    await configure(page, tiny);
    await startTraining(page);
    await expectStatus(page, 'finished', 120_000);
    await expectInView(page);
    await place(page, 'Runs').click();
    await expect(page.getByRole('rowheader').first()).toBeVisible();
    await expectInView(page);
    await place(page, 'Analyse').click();
    await expect(page.getByRole('button', { name: 'Predict', exact: true })).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await expect(page.getByRole('region', { name: 'First rows of the predictions' })).toBeVisible();
    await expectInView(page);
    await page.goto('/storage');
    await expect(page.getByText(/are used here/)).toBeVisible();
    await expectInView(page);
  });
}
