/** PyTorch beside the contenders of another host: a process of Python, which is sent its problems and answers line by line. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createProblem } from '../problems/catalogue';
import type { ContenderName } from './contenders';
import { contenders } from './contenders';
import type { Host } from './host';
import type { Request } from './protocol';

const script = fileURLToPath(new URL('../pytorch.py', import.meta.url));

/** The Python is that of the variable PYTHON, else `python3`. */
export function withPython(host: Host): Host {
  let python: Python | null = null;
  const isPython = (contender: ContenderName) => contenders[contender].library === 'pytorch';
  const end = () => {
    python?.process.kill();
    python = null;
  };
  return {
    ...host,
    async send(contender, request) {
      if (!isPython(contender)) return host.send(contender, request);
      python ??= start();
      return python.ask(messageOf(request));
    },
    async stop(contender) {
      if (isPython(contender)) end();
      else await host.stop(contender);
    },
    async close() {
      end();
      await host.close();
    },
  };
}

interface Python {
  process: ChildProcessWithoutNullStreams;
  /** @returns its reply. @throws what Python said last when it ends first. */
  ask(message: unknown): Promise<unknown>;
}

function start(): Python {
  const process_ = spawn(process.env.PYTHON ?? 'python3', [script, '--serve'], {
    env: { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' },
  });
  const lines = createInterface({ input: process_.stdout })[Symbol.asyncIterator]();
  let said = '';
  let failure: Error | null = null;
  process_.stderr.on('data', (text) => {
    said = `${said}${text}`.slice(-1000);
  });
  process_.on('error', (error) => {
    failure = error;
  });
  process_.stdin.on('error', () => {});
  return {
    process: process_,
    async ask(message) {
      process_.stdin.write(`${JSON.stringify(message, plainArrays)}\n`);
      const { value, done } = await lines.next();
      if (!done) return JSON.parse(value);
      throw failure ?? new Error(`Python ended: ${said.trim().split('\n').at(-1)}`);
    },
  };
}

/** A problem goes whole, since Python cannot make it up itself. */
function messageOf(request: Request): unknown {
  return request.do === 'prepare' ? { ...request, problem: createProblem(request.problem) } : request;
}

function plainArrays(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
    ? Array.from(value as Float32Array | Int32Array)
    : value;
}
