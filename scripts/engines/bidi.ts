/** WebDriver BiDi over a WebSocket, in a few lines: commands with numbers, and answers to them. */
import { z } from 'zod';

export interface BidiSession {
  /** @throws Error with the browser's words when it refuses, or is gone. */
  send(method: string, params: object): Promise<unknown>;
  close(): void;
}

const replySchema = z.object({
  id: z.number().nullish(),
  result: z.unknown(),
  message: z.string().optional(),
});

/** @param address as the browser says it, without a path. */
export async function connectBidi(address: string): Promise<BidiSession> {
  const socket = new WebSocket(`${address}/session`);
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error(`No WebDriver at ${address}.`)));
  });
  socket.addEventListener('message', ({ data }) => {
    const { id, result, message } = replySchema.parse(JSON.parse(String(data)));
    const asked = waiting.get(id ?? -1);
    waiting.delete(id ?? -1);
    if (message === undefined) asked?.resolve(result);
    else asked?.reject(new Error(message));
  });
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('The browser is gone.'));
    waiting.clear();
  });
  let lastId = 0;
  return {
    send(method, params) {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, method, params }));
      });
    },
    close: () => socket.close(),
  };
}
