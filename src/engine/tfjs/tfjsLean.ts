/**
 * What the browser build takes `@tensorflow/tfjs` to be (alias in `vite.config.ts`): the core, its gradients and chained
 * operators, and the CPU backend. Node and vitest resolve the union package itself, whose CommonJS build is the one that
 * works there. Reason and measurements: `docs/decisions/lean-tfjs.md`.
 */
// First: it registers the flags that the others read. The dev server's bundles would otherwise run in another order.
import '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-backend-cpu';
import './wasmFiles';

export * from '@tensorflow/tfjs-core';
