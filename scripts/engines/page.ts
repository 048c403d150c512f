/** The page as a reader has it: what is on it by role and name, clicks of the mouse, and waiting. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type BrowserDriver, wait } from './driver.ts';

export interface SentFile {
  name: string;
  buffer: Uint8Array;
}

/** Role and name as assistive technology has them, for the elements that the studio uses. Runs in the page. */
function find(role: string, name: string, flags: string, within: string): Element | undefined {
  const selectors: Record<string, string> = {
    article: 'article',
    button: 'button, [role=button]',
    heading: 'h1, h2, h3, h4',
    img: 'img, [role=img]',
    listitem: 'li, [role=listitem]',
    menuitem: '[role=menuitem]',
    radio: 'input[type=radio]',
    region: 'section, [role=region]',
    row: 'tr',
    textbox: 'textarea, input[type=text]',
  };
  const pattern = new RegExp(name, flags);
  const scope = within === '' ? document : document.querySelector(within);
  return [...(scope?.querySelectorAll(selectors[role] ?? `[role=${role}]`) ?? [])].find((element) => {
    const labelled = (element.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' ');
    const label = (element as HTMLInputElement).labels?.[0]?.textContent;
    const own = element.getAttribute('aria-label') || labelled.trim() || label || element.textContent || '';
    return element.checkVisibility() && pattern.test(own.replaceAll(/\s+/g, ' ').trim());
  });
}

/** Where it is in the viewport, once it has been brought there. Runs in the page. */
function place(element: Element | undefined): { x: number; y: number } | null {
  // Of a radio button its label is what a hand hits.
  const target = (element as HTMLInputElement | undefined)?.labels?.[0] ?? element;
  if (!target || (element as HTMLButtonElement).disabled) return null;
  target.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { left, top, width, height } = target.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  const hit = document.elementFromPoint(x, y);
  return hit !== null && target.contains(hit) ? { x, y } : null;
}

/** As typing does, for React, which overrides the property. Runs in the page. */
function fill(element: Element | undefined, value: string): boolean {
  if (!element) return false;
  const prototype = element instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(prototype.prototype, 'value')?.set?.call(element, value);
  element.dispatchEvent(new Event('input', { bubbles: true }));
  return true;
}

/** Runs in the page. */
function drop(files: { name: string; base64: string }[]): void {
  const data = new DataTransfer();
  for (const { name, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    data.items.add(new File([bytes], name));
  }
  for (const type of ['dragover', 'drop']) {
    document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
  }
}

/** Functions are sent as their source. The compiler that runs these scripts names inner ones by a helper of its own. */
const asSource = (code: (...args: never[]) => unknown) => `((__name) => ${code.toString()})((one) => one)`;

const placeSchema = z.object({ x: z.number(), y: z.number() }).nullable();

export interface Page {
  driver: BrowserDriver;
  /** Whether an element of this role and name is to be seen. */
  has(role: string, name: RegExp): Promise<boolean>;
  /** Waits for it, then clicks it. @param within a selector, where the name is not enough. */
  click(role: string, name: RegExp, within?: string): Promise<void>;
  fill(role: string, name: RegExp, value: string): Promise<void>;
  /** The value of a field, once it is there. */
  valueOf(role: string, name: RegExp): Promise<string>;
  /** Chooses files in the page's own field, from the disk, and waits until they are `ready`. */
  choose(files: readonly SentFile[], ready: () => Promise<boolean>): Promise<void>;
  /** Drops files onto the page. */
  drop(...files: SentFile[]): Promise<void>;
  /** The text of the place that is shown, in one line. */
  text(): Promise<string>;
  /** Waits until the place shows this. @returns the match. */
  shows(pattern: RegExp, seconds?: number): Promise<RegExpExecArray>;
  /** Waits until a value is no longer null or false. */
  until<T>(what: string, ask: () => Promise<T | null | false>, seconds?: number): Promise<T>;
  /** Clicks what starts a download and reads the file. */
  download(click: () => Promise<void>): Promise<{ name: string; bytes: Uint8Array }>;
}

/** @param patience multiplies every limit of time. */
export function pageOf(driver: BrowserDriver, patience = 1): Page {
  const element = (role: string, name: RegExp, within = '') =>
    `${asSource(find)}(${[role, name.source, name.flags, within].map((part) => JSON.stringify(part)).join(', ')})`;

  const until: Page['until'] = async (what, ask, seconds = 30) => {
    const end = performance.now() + seconds * patience * 1000;
    for (;;) {
      const value = await ask();
      if (value !== null && value !== false) return value;
      if (performance.now() > end) {
        throw new Error(
          `no ${what} within ${seconds * patience} s; the page shows "${(await text()).slice(0, 300)}"`,
        );
      }
      await wait(150);
    }
  };
  const text = async () =>
    z
      .string()
      .parse(
        await driver.evaluate("(document.querySelector('main')?.innerText ?? '').replaceAll(/\\s+/g, ' ')"),
      );

  return {
    driver,
    until,
    text,
    async has(role, name) {
      return z.boolean().parse(await driver.evaluate(`${element(role, name)} !== undefined`));
    },
    async click(role, name, within) {
      const ask = async () =>
        placeSchema.parse(await driver.evaluate(`${asSource(place)}(${element(role, name, within)})`));
      const { x, y } = await until(`${role} ${name.source} to click`, async () => {
        const [before] = [await ask()];
        // What still moves is clicked beside.
        await wait(100);
        const now = await ask();
        return before && now && before.x === now.x && before.y === now.y ? now : null;
      });
      await driver.clickAt(x, y);
    },
    async fill(role, name, value) {
      await until(`${role} ${name.source}`, async () =>
        z
          .boolean()
          .parse(
            await driver.evaluate(`${asSource(fill)}(${element(role, name)}, ${JSON.stringify(value)})`),
          ),
      );
    },
    async valueOf(role, name) {
      return until(`${role} ${name.source}`, async () =>
        z
          .string()
          .nullable()
          .parse(await driver.evaluate(`${element(role, name)}?.value ?? null`)),
      );
    },
    async choose(files, ready) {
      const folder = mkdtempSync(join(tmpdir(), 'anneal-files-'));
      try {
        const paths = files.map(({ name, buffer }) => {
          writeFileSync(join(folder, name), buffer);
          return join(folder, name);
        });
        const field = 'input[aria-label="Files to open"]';
        await until('field for files', async () =>
          z.boolean().parse(await driver.evaluate(`document.querySelector('${field}') !== null`)),
        );
        await driver.chooseFiles(field, paths);
        // They are read where they lie.
        await until('sheet of them', ready, 60);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    async drop(...files) {
      const sent = files.map(({ name, buffer }) => ({
        name,
        base64: Buffer.from(buffer).toString('base64'),
      }));
      await driver.evaluate(`${asSource(drop)}(${JSON.stringify(sent)})`);
    },
    async shows(pattern, seconds) {
      return until(`"${pattern.source}"`, async () => pattern.exec(await text()), seconds);
    },
    async download(click) {
      const known = new Set(readdirSync(driver.downloads));
      await click();
      let size = -1;
      const path = await until('download', async () => {
        const [name] = readdirSync(driver.downloads).filter((file) => !known.has(file));
        const names = readdirSync(driver.downloads).filter((file) =>
          /\.(part|crdownload|wkdownload)$/.test(file),
        );
        if (name === undefined || names.length > 0) return null;
        // Whole when it has stopped growing.
        const grown = statSync(join(driver.downloads, name)).size;
        const whole = grown > 0 && grown === size;
        size = grown;
        return whole ? name : null;
      });
      return { name: path, bytes: new Uint8Array(readFileSync(join(driver.downloads, path))) };
    },
  };
}
