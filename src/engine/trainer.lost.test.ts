/** A run whose GPU is gone says so, whichever of the browser's complaints comes first. */
import { expect, test } from 'vitest';
import { parseConfigOf } from '../config/parseConfig';
import { runConfigSchema } from '../protocol/config';
import { AnnealError } from '../protocol/errors';
import type { Backend } from './backend';
import { residentData } from './data/datasetReader';
import { train } from './trainer';
import type { Task } from './workload';

/** What Chromium says of a read that was under way, half a second before it says that the device is lost, or later. */
const refusal = new DOMException('Buffer was unmapped before mapping was resolved.', 'AbortError');

async function failureOn(name: 'webgpu' | 'wasm', lost: Promise<AnnealError>, thrown: Error = refusal) {
  const refuse = () => Promise.reject(thrown);
  const task: Task = { outline: refuse, prepare: refuse };
  const info = { name, device: 'a device', software: false, reason: null };
  const backend: Backend = { info, lost, takeFault: () => null };
  const { config } = parseConfigOf(runConfigSchema, { task: 'sessions' });
  const options = { config, task, data: residentData(new Map()), fingerprint: 'test', backend };
  for await (const event of train({ ...options, control: { request: 'run' } })) {
    if (event.type === 'failed') return event.error;
  }
  return null;
}

const after = (milliseconds: number) =>
  new Promise<AnnealError>((resolve) => {
    setTimeout(resolve, milliseconds, new AnnealError('device-lost', 'The GPU was lost.'));
  });

test('a read that a lost GPU refuses is the loss, also where that is told later', async () => {
  expect(await failureOn('webgpu', after(500))).toMatchObject({ code: 'device-lost' });
});

test('a read that is given up is a loss, also where the GPU is too busy to tell', async () => {
  expect(await failureOn('webgpu', new Promise(() => {}))).toMatchObject({
    code: 'device-lost',
    remedy: expect.stringContaining(refusal.message),
  });
});

test('another complaint of a GPU that is there, and any without one, is told as it is', async () => {
  const other = new DOMException('Validation failed.', 'OperationError');
  const told = { code: 'internal', message: other.message };
  expect(await failureOn('webgpu', new Promise(() => {}), other)).toMatchObject(told);
  expect(await failureOn('wasm', new Promise(() => {}))).toMatchObject({
    code: 'internal',
    message: refusal.message,
  });
});
