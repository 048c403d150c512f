/** What the checks ask of a browser, whatever protocol drives it: one file a protocol implements it. */

export interface BrowserDriver {
  /** Name and version, as the browser says it. */
  version: string;
  /** The folder that the page's downloads come to. */
  downloads: string;
  /** Resolves when the page has loaded. */
  open(address: string): Promise<void>;
  reload(): Promise<void>;
  /** Closes the tab, as a reader does in the middle of a training, and opens the address in another. */
  reopen(address: string): Promise<void>;
  /** @param expression in JavaScript; a promise is awaited, and the value has to fit into JSON. */
  evaluate(expression: string): Promise<unknown>;
  /** Chooses files in a file input, as its dialog does. */
  chooseFiles(selector: string, paths: readonly string[]): Promise<void>;
  /** A click of the mouse, in CSS pixels of the viewport. */
  clickAt(x: number, y: number): Promise<void>;
  /** @param path of the PNG to write. */
  screenshot(path: string): Promise<void>;
  /** Ends the browser and everything that was started for it, and removes its profile. */
  close(): Promise<void>;
}

export interface LaunchOptions {
  /** With WebGPU, on whatever driver there is; VK_DRIVER_FILES names one. */
  gpu: boolean;
}

/** What a protocol is asked to evaluate: text comes back from each of them in the same way. */
export function asJson(expression: string): string {
  return `(async () => JSON.stringify((await (${expression})) ?? null))()`;
}

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
