/** A contender in a process of Node's own, over Dawn (npm `webgpu`). The library is the first argument. */
import { installNodeGpu } from '../../src/cli/nodeGpu';
import type { Port } from './serve';
import { serve } from './serve';

const port: Port = {
  onRequest: (listener) => process.on('message', listener),
  reply: (reply) => process.send?.(reply),
};

await installNodeGpu();
switch (process.argv[2]) {
  case 'plain':
    serve(port, (await import('../plain/contender')).openPlain);
    break;
  case 'jax':
    serve(port, (await import('../jax/contender')).openJax);
    break;
  case 'ours':
    serve(port, (await import('../ours/contender')).openOurs);
    break;
  default:
    throw new Error(`There is no contender "${process.argv[2]}".`);
}
process.send?.({ ok: true, result: 'ready' });
