/** Contenders in processes of Node, with WebGPU from Dawn (npm `webgpu`): for machines whose browser sees no GPU. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { softwareVulkan } from '../../scripts/softwareVulkan';
import { type ContenderName, contenders } from './contenders';
import type { Host } from './host';

const execArgv = ['--import', 'tsx'];

export async function openNode(): Promise<Host> {
  const { adapter, environment } = await findAdapter();
  const running = new Map<ContenderName, ChildProcess>();

  async function start(contender: ContenderName): Promise<ChildProcess> {
    const { library } = contenders[contender];
    const child = fork(scriptPath('nodeWorker.ts'), [library], { execArgv, env: environment });
    running.set(contender, child);
    await nextMessage(child);
    return child;
  }

  return {
    adapter,
    platform: `Node ${process.versions.node}, Dawn`,
    async send(contender, request) {
      const child = running.get(contender) ?? (await start(contender));
      const reply = nextMessage(child);
      child.send(request);
      return reply;
    },
    async stop(contender) {
      running.get(contender)?.kill();
      running.delete(contender);
    },
    async close() {
      for (const child of running.values()) child.kill();
    },
  };
}

/** @throws when the process ends first. */
function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) =>
      reject(new Error(`The process ended (${signal ?? code}).`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

/**
 * The machine's adapter with this process' environment; where there is none, the software adapter that Chromium brings.
 * The Vulkan loader reads its variables when a process starts, hence the processes.
 */
async function findAdapter(): Promise<{ adapter: string | null; environment: NodeJS.ProcessEnv }> {
  for (const environment of [process.env, { ...process.env, ...softwareVulkan() }]) {
    const child = fork(scriptPath('nodeAdapter.ts'), [], { execArgv, env: environment });
    const adapter = z
      .string()
      .nullable()
      .parse(await nextMessage(child));
    child.kill();
    if (adapter !== null) return { adapter, environment };
  }
  return { adapter: null, environment: process.env };
}

function scriptPath(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
