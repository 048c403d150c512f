/**
 * MLflow's REST API, as much of it as logging needs: https://mlflow.org/docs/latest/rest-api.html. A call either answers, or
 * throws an `MlflowFailure` that says whether it is worth another attempt.
 */
import { z } from 'zod';
import { decoded } from '../../../protocol/mlflowAddress';

export interface MlflowMetric {
  key: string;
  /** JSON has no NaN and no infinities; MLflow takes them as these words. */
  value: number | 'NaN' | 'Infinity' | '-Infinity';
  /** Milliseconds since 1970. */
  timestamp: number;
  step: number;
}

export interface MlflowPair {
  key: string;
  value: string;
}

/** At most 1,000 metrics, 100 params, 100 tags, 1,000 of them all. */
export interface MlflowBatch {
  metrics: MlflowMetric[];
  params: MlflowPair[];
  tags: MlflowPair[];
}

export type MlflowStatus = 'RUNNING' | 'FINISHED' | 'FAILED' | 'KILLED';

export interface MlflowServer {
  /** For messages: without name and password. */
  address: string;
  /** Resolves where MLflow answers there. */
  greet(): Promise<void>;
  /** The identifier of an experiment, which is made where there is none. */
  experiment(name: string): Promise<string>;
  /** The run that has such a tag; null where there is none, and where the server cannot search. */
  findRun(experimentId: string, tag: MlflowPair): Promise<string | null>;
  createRun(
    experimentId: string,
    run: { name: string; startTime: number; tags: MlflowPair[] },
  ): Promise<string>;
  logBatch(runId: string, batch: MlflowBatch): Promise<void>;
  /** Step and time of every value of a metric; null where the server cannot tell. */
  history(runId: string, key: string): Promise<{ step: number; timestamp: number }[] | null>;
  updateRun(runId: string, status: MlflowStatus, endTime: number | null): Promise<void>;
  /**
   * Keeps a text as a file of the run; the same again changes nothing.
   * @returns false where the server gives files to another place, which is not asked.
   */
  keepArtifact(runId: string, path: string, text: string): Promise<boolean>;
}

export class MlflowFailure extends Error {
  override readonly name = 'MlflowFailure';

  constructor(
    message: string,
    /** Of the answer; null where none came. */
    readonly status: number | null,
    /** MLflow's own word: `RESOURCE_DOES_NOT_EXIST`. */
    readonly word: string,
    /** Seconds that the server asks to wait. */
    readonly retryAfter: number | null,
  ) {
    super(message);
  }

  /** Another attempt may do better: no answer, too many requests, a fault of the server. */
  get isPassing(): boolean {
    return this.status === null || this.status === 408 || this.status === 429 || this.status >= 500;
  }

  /** What was asked may have been done all the same. */
  get isDoubtful(): boolean {
    return this.isPassing && this.status !== 429;
  }
}

/** An answer that has not come after so many milliseconds does not come. */
const PATIENCE = 30_000;
/** Values of a history asked for at once. */
const PAGE = 25_000;

const experimentSchema = z.object({ experiment: z.object({ experiment_id: z.string() }) });
const createdExperimentSchema = z.object({ experiment_id: z.string() });
const runSchema = z.object({ info: z.object({ run_id: z.string() }) });
const gotRunSchema = z.object({
  run: z.object({ info: z.object({ artifact_uri: z.string().default('') }) }),
});
const createdRunSchema = z.object({ run: runSchema });
const foundRunsSchema = z.object({ runs: z.array(runSchema).default([]) });
/** 64-bit numbers are texts in the JSON of protobuf. */
const historySchema = z.object({
  metrics: z
    .array(z.object({ step: z.coerce.number().default(0), timestamp: z.coerce.number().default(0) }))
    .default([]),
  next_page_token: z.string().optional(),
});
const errorSchema = z.object({ error_code: z.string().default(''), message: z.string().default('') });

export interface MlflowServerOptions {
  /** `http://localhost:5000`; a name and a password in it are sent as HTTP has it. */
  url: string;
  /** Sent as "Bearer". */
  token?: string | undefined;
  signal: AbortSignal;
}

export function mlflowServer({ url, token, signal }: MlflowServerOptions): MlflowServer {
  const base = new URL(url);
  const address = base.origin + base.pathname.replace(/\/+$/, '');
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (token !== undefined) headers.Authorization = `Bearer ${token}`;
  else if (base.username !== '') {
    const both = [base.username, base.password].map(decoded).join(':');
    headers.Authorization = `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(both)))}`;
  }

  function call<Answer>(
    schema: z.ZodType<Answer>,
    method: 'GET' | 'POST',
    path: string,
    content: Record<string, unknown>,
  ): Promise<Answer> {
    const query = new URLSearchParams(method === 'GET' ? (content as Record<string, string>) : {});
    const target = `mlflow/${path}${method === 'GET' ? `?${query}` : ''}`;
    return request(schema, method, target, method === 'POST' ? JSON.stringify(content) : null, path);
  }

  /** @param what is asked, in a word. */
  async function request<Answer>(
    schema: z.ZodType<Answer>,
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body: string | null,
    what: string,
  ): Promise<Answer> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${address}/api/2.0/${path}`, {
        method,
        headers,
        ...(body !== null && { body }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
        credentials: 'omit',
      });
      text = await response.text();
    } catch (thrown) {
      throw new MlflowFailure(`${address} does not answer (${causeOf(thrown)})`, null, '', null);
    }
    const { status } = response;
    const answer = jsonOf(text);
    if (!response.ok) {
      const { data } = errorSchema.safeParse(answer);
      const said = data?.message ? `: ${data.message.slice(0, 300)}` : '';
      const wait = Number(response.headers.get('Retry-After') ?? Number.NaN);
      const retryAfter = Number.isFinite(wait) && wait >= 0 ? wait : null;
      throw new MlflowFailure(
        `${address} answered ${status} to ${what}${said}`,
        status,
        data?.error_code ?? '',
        retryAfter,
      );
    }
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new MlflowFailure(`${address} answered ${what} otherwise than MLflow does`, status, '', null);
  }

  /** null where the server does not know what is asked for, or the question itself. */
  async function orNull<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
    try {
      return await asked;
    } catch (thrown) {
      if (
        thrown instanceof MlflowFailure &&
        !thrown.isPassing &&
        thrown.status !== 401 &&
        thrown.status !== 403
      ) {
        return null;
      }
      throw thrown;
    }
  }

  const experimentNamed = (name: string) =>
    orNull(call(experimentSchema, 'GET', 'experiments/get-by-name', { experiment_name: name }));

  return {
    address,
    async greet() {
      try {
        await call(experimentSchema, 'GET', 'experiments/get-by-name', { experiment_name: 'Default' });
      } catch (thrown) {
        // That there is no such experiment is an answer, too.
        if (!(thrown instanceof MlflowFailure) || thrown.word !== 'RESOURCE_DOES_NOT_EXIST') throw thrown;
      }
    },
    async experiment(name) {
      const known = await experimentNamed(name);
      if (known) return known.experiment.experiment_id;
      try {
        const made = await call(createdExperimentSchema, 'POST', 'experiments/create', { name });
        return made.experiment_id;
      } catch (thrown) {
        // Another run has made it meanwhile, or this one whose answer was lost.
        const meanwhile = await experimentNamed(name);
        if (meanwhile) return meanwhile.experiment.experiment_id;
        throw thrown;
      }
    },
    async findRun(experimentId, { key, value }) {
      const filter = `tags.\`${key}\` = '${value}'`;
      const search = { experiment_ids: [experimentId], filter, max_results: 1 };
      const found = await orNull(call(foundRunsSchema, 'POST', 'runs/search', search));
      return found?.runs[0]?.info.run_id ?? null;
    },
    async createRun(experimentId, { name, startTime, tags }) {
      const made = await call(createdRunSchema, 'POST', 'runs/create', {
        experiment_id: experimentId,
        run_name: name,
        start_time: startTime,
        tags,
      });
      return made.run.info.run_id;
    },
    async logBatch(runId, { metrics, params, tags }) {
      await call(z.unknown(), 'POST', 'runs/log-batch', { run_id: runId, metrics, params, tags });
    },
    async history(runId, key) {
      const values: { step: number; timestamp: number }[] = [];
      for (let token = ''; ; ) {
        const asked = { run_id: runId, metric_key: key, max_results: String(PAGE) };
        const page = await orNull(
          call(historySchema, 'GET', 'metrics/get-history', {
            ...asked,
            ...(token && { page_token: token }),
          }),
        );
        if (!page) return null;
        values.push(...page.metrics);
        if (!page.next_page_token || page.next_page_token === token) return values;
        token = page.next_page_token;
      }
    },
    async updateRun(runId, status, endTime) {
      const end = endTime === null ? {} : { end_time: endTime };
      await call(z.unknown(), 'POST', 'runs/update', { run_id: runId, status, ...end });
    },
    async keepArtifact(runId, path, text) {
      const { run } = await call(gotRunSchema, 'GET', 'runs/get', { run_id: runId });
      // `mlflow-artifacts:/1/5f…/artifacts`, with or without a host: the server passes files on.
      const [, root] = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(run.info.artifact_uri) ?? [];
      if (root === undefined) return false;
      const place = [...root.split('/'), ...path.split('/')].map(encodeURIComponent).join('/');
      await request(z.unknown(), 'PUT', `mlflow-artifacts/artifacts/${place}`, text, `the file ${path}`);
      return true;
    },
  };
}

/** What stands behind "fetch failed": the system's own word. */
function causeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
}

/** An empty answer, as MLflow gives it to what has nothing to say, is an empty object. */
function jsonOf(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return null;
  }
}
