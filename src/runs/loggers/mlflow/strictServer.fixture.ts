/** MLflow's REST contract as a server in the process: strict about limits, keeps what it is sent as a file store does, fails on demand. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const pair = z.strictObject({ key: z.string(), value: z.string() });
const metric = z.strictObject({
  key: z.string(),
  value: z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]),
  timestamp: z.number().int(),
  step: z.number().int(),
});
const batchSchema = z.strictObject({
  run_id: z.string(),
  metrics: z.array(metric),
  params: z.array(pair),
  tags: z.array(pair),
});

export interface StoredRun {
  experimentId: string;
  name: string;
  status: string;
  endTime: number | null;
  metrics: z.infer<typeof metric>[];
  params: Map<string, string>;
  tags: Map<string, string>;
  files: Map<string, string>;
}

/** What happens to one request: an answer of this status, or a line that is cut before or after the work is done. */
export type Fault = { path: string; times: number } & (
  | { status: number; retryAfter?: string }
  | { cut: 'before' | 'after' }
);

export interface TestServer {
  url: string;
  experiments: Map<string, string>;
  runs: Map<string, StoredRun>;
  faults: Fault[];
  /** Paths that this server does not know: a proxy in front of it may pass only some. */
  unknown: Set<string>;
  /** Values a key that it refuses, as a full database would. */
  refuse: (key: string) => boolean;
  requests: { path: string; metrics: number; authorization: string | undefined }[];
  /** The origin of a page that may read the answers; null for none. */
  allowedOrigin: string | null;
  /** Whether the server passes files on, tells of a place of its own for them, or lets none through. */
  artifacts: 'proxied' | 'elsewhere' | 'cut';
  /** Cuts every line before anything is done, as where no server runs. */
  isDown: boolean;
  close(): void;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly word: string,
    message: string,
  ) {
    super(message);
  }
}

const invalid = (message: string) => new Refusal(400, 'INVALID_PARAMETER_VALUE', message);

/** Names that become paths: no way out, nothing that is another way of writing the same. */
function checkKey(key: string): void {
  const isPlain =
    /^[\p{L}\p{N}_./ -]+$/u.test(key) && key.split('/').every((part) => !/^\.{0,2}$/.test(part));
  if (!isPlain || key.length > 250) throw invalid(`Invalid name: '${key}'`);
}

export async function strictServer(): Promise<TestServer> {
  const state: TestServer = {
    url: '',
    experiments: new Map(),
    runs: new Map(),
    faults: [],
    unknown: new Set(),
    refuse: () => false,
    requests: [],
    allowedOrigin: null,
    artifacts: 'proxied',
    isDown: false,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };

  const uriOf = (id: unknown) => `mlflow-artifacts:/${runNamed(id).experimentId}/${id}/artifacts`;

  function runNamed(id: unknown): StoredRun {
    const run = state.runs.get(String(id));
    if (!run) throw new Refusal(404, 'RESOURCE_DOES_NOT_EXIST', `Run '${id}' not found`);
    return run;
  }

  const answers: Record<string, (asked: Record<string, unknown>) => object> = {
    'GET experiments/get-by-name': ({ experiment_name: name }) => {
      const id = state.experiments.get(String(name));
      if (id === undefined) throw new Refusal(404, 'RESOURCE_DOES_NOT_EXIST', `No experiment '${name}'`);
      return { experiment: { experiment_id: id, name, lifecycle_stage: 'active' } };
    },
    'POST experiments/create': ({ name }) => {
      if (state.experiments.has(String(name))) throw new Refusal(400, 'RESOURCE_ALREADY_EXISTS', 'It exists');
      const id = String(state.experiments.size + 1);
      state.experiments.set(String(name), id);
      return { experiment_id: id };
    },
    'POST runs/create': (asked) => {
      const tags = z.array(pair).parse(asked.tags);
      const id = `r${state.runs.size + 1}`;
      if (![...state.experiments.values()].includes(String(asked.experiment_id)))
        throw invalid('No experiment');
      if (!Number.isInteger(asked.start_time)) throw invalid('start_time');
      state.runs.set(id, {
        experimentId: String(asked.experiment_id),
        name: String(asked.run_name),
        status: 'RUNNING',
        endTime: null,
        metrics: [],
        params: new Map(),
        tags: new Map(tags.map(({ key, value }) => [key, value])),
        files: new Map(),
      });
      return { run: { info: { run_id: id } } };
    },
    'GET runs/get': ({ run_id }) => ({
      run: {
        info: { artifact_uri: state.artifacts !== 'elsewhere' ? uriOf(run_id) : `s3://bucket/${run_id}` },
      },
    }),
    'POST runs/search': ({ filter }) => {
      const [, key, value] = /^tags\.`([^`]+)` = '([^']*)'$/.exec(String(filter)) ?? [];
      const found = [...state.runs].filter(([, run]) => run.tags.get(key!) === value);
      return found.length > 0 ? { runs: found.map(([id]) => ({ info: { run_id: id } })) } : {};
    },
    'POST runs/log-batch': (asked) => {
      const parsed = batchSchema.safeParse(asked);
      if (!parsed.success) throw invalid(parsed.error.message);
      const { run_id, metrics, params, tags } = parsed.data;
      const run = runNamed(run_id);
      if (metrics.length > 1000 || params.length > 100 || tags.length > 100)
        throw invalid('A batch is too large');
      if (metrics.length + params.length + tags.length > 1000) throw invalid('A batch is too large');
      for (const { key } of [...metrics, ...params, ...tags]) checkKey(key);
      if (metrics.some(({ key }) => state.refuse(key))) throw invalid('A metric is refused');
      for (const { key, value } of params) {
        if ([...value].length > 6000) throw invalid(`Param value '${key}' is too long`);
        const known = run.params.get(key);
        if (known !== undefined && known !== value)
          throw invalid(`Changing param values is not allowed: ${key}`);
      }
      for (const { value } of tags) if ([...value].length > 5000) throw invalid('A tag is too long');
      run.metrics.push(...metrics);
      for (const { key, value } of params) run.params.set(key, value);
      for (const { key, value } of tags) run.tags.set(key, value);
      return {};
    },
    'POST runs/update': ({ run_id, status, end_time }) => {
      const run = runNamed(run_id);
      run.status = String(status);
      run.endTime = end_time === undefined ? run.endTime : Number(end_time);
      return { run_info: {} };
    },
    'GET metrics/get-history': ({ run_id, metric_key, page_token = '0' }) => {
      const all = runNamed(run_id).metrics.filter(({ key }) => key === metric_key);
      const from = Number(page_token);
      // Numbers of 64 bits as texts, a few a page.
      const page = all.slice(from, from + 3).map((one) => ({
        ...one,
        timestamp: String(one.timestamp),
        step: String(one.step),
      }));
      const more = from + 3 < all.length;
      return { metrics: page, ...(more && { next_page_token: String(from + 3) }) };
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (state.isDown) return void request.socket.destroy();
    if (state.allowedOrigin !== null && request.headers.origin === state.allowedOrigin) {
      response.setHeader('Access-Control-Allow-Origin', state.allowedOrigin);
      response.setHeader('Access-Control-Allow-Headers', 'content-type, authorization');
      response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT');
    }
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const target = new URL(request.url!, 'http://host');
    const path = target.pathname.replace('/api/2.0/mlflow/', '');
    const fault = state.faults.find((one) => one.path === path && one.times > 0);
    if (fault) fault.times--;
    if (fault && 'cut' in fault && fault.cut === 'before') return void request.socket.destroy();
    const reply = (status: number, content: object, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
      response.end(JSON.stringify(content));
    };
    if (fault && 'status' in fault) {
      const headers: Record<string, string> = fault.retryAfter ? { 'Retry-After': fault.retryAfter } : {};
      return reply(fault.status, { error_code: 'TEMPORARILY_UNAVAILABLE', message: 'Later' }, headers);
    }
    const [, runId, file] =
      /^\/api\/2\.0\/mlflow-artifacts\/artifacts\/\d+\/(\w+)\/artifacts\/(.+)$/.exec(target.pathname) ?? [];
    if (request.method === 'PUT' && state.artifacts === 'cut') return void request.socket.destroy();
    if (request.method === 'PUT' && runId !== undefined) {
      runNamed(runId).files.set(decodeURIComponent(file!), body.toString());
      if (fault) return void request.socket.destroy();
      return reply(200, {});
    }
    const isPost = request.method === 'POST';
    if (isPost && request.headers['content-type'] !== 'application/json') return reply(415, {});
    if (body.length > 1_000_000) return reply(413, {});
    const asked = isPost ? z.record(z.string(), z.unknown()).parse(JSON.parse(body.toString())) : {};
    const known = state.unknown.has(path) ? undefined : answers[`${request.method} ${path}`];
    const metrics = Array.isArray(asked.metrics) ? asked.metrics.length : 0;
    state.requests.push({ path, metrics, authorization: request.headers.authorization });
    if (!known) return reply(404, { error_code: 'ENDPOINT_NOT_FOUND', message: 'No such endpoint' });
    try {
      const content = known(isPost ? asked : Object.fromEntries(target.searchParams));
      if (fault) return void request.socket.destroy();
      reply(200, content);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      reply(thrown.status, { error_code: thrown.word, message: thrown.message });
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((thrown: unknown) => {
      response.writeHead(500);
      response.end(String(thrown));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
}
