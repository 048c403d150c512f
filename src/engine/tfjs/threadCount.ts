/** How many threads WASM takes; beside `wasmThreads.ts` so that the page can know it without TensorFlow.js. */

/** What the binary takes whatever `setThreadsCount` is told: half of the logical cores, one to four. */
export function threadsOf(cores: number): number {
  return Math.min(Math.max(Math.floor(cores / 2), 1), 4);
}
