/** Where contenders run: workers of a page, or processes of Node. */
import type { ContenderName } from './contenders';
import type { Request } from './protocol';

export interface Host {
  /** The WebGPU adapter; null where there is none. */
  adapter: string | null;
  /** Browser or runtime, with its version. */
  platform: string;
  /** @returns the worker's reply, unparsed. @throws when the worker dies. */
  send(contender: ContenderName, request: Request): Promise<unknown>;
  /** Ends a contender's worker; a later request starts another. */
  stop(contender: ContenderName): Promise<void>;
  close(): Promise<void>;
}
