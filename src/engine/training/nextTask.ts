/**
 * Lets waiting messages, timers and input run: resolves in a new task, not a microtask. A message channel because
 * `setTimeout` is held back in hidden tabs; `setImmediate` in Node, where an open channel would keep the process alive.
 */
export function nextTask(): Promise<void> {
  if (typeof setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
