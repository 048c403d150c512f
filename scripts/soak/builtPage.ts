/** The page built anew into a folder of its own and served, for as long as a campaign takes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import { servePage } from '../../src/cli/pageServer.ts';

/** @param plugins of the workers, beside those of every build. */
export async function withBuiltPage(
  plugins: Plugin[],
  use: (address: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'anneal-page-'));
  try {
    await build({
      logLevel: 'warn',
      build: { outDir: folder, emptyOutDir: true },
      worker: { format: 'es', plugins: () => plugins },
    });
    const server = await servePage(folder, 0);
    await use(server.address).finally(() => server.close());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
