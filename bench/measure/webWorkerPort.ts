/** The driver's end of a web worker: messages to and from the page. */
import type { Port } from './serve';

export function webWorkerPort(): Port {
  return {
    onRequest: (listener) => addEventListener('message', ({ data }) => listener(data)),
    reply: (reply) => postMessage(reply),
  };
}
