/** `npm start`: builds the studio, serves it on this machine only, and prints where. */
import { build, preview } from 'vite';

const started = performance.now();
await build({ logLevel: 'warn' });
const server = await preview({ preview: { port: Number(process.env.PORT ?? 4173) } });
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`Anneal is built (${seconds} s) and served at ${server.resolvedUrls?.local[0]}`);
console.log('Stop it with Ctrl-C.');
