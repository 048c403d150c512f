/** Imports the file that is named as the page does: statistics, SHA-256, a copy; prints the seconds and the peak of memory. */
import { openPaths } from '../../src/cli/dataFiles';
import { temporaryFile } from '../../src/cli/workspace';
import { importData, planImport } from '../../src/engine/data/importData';

const [path] = process.argv.slice(2);
if (!path) throw new Error('Usage: node --import tsx bench/imports/importFile.ts FILE');

const started = performance.now();
const parts = await openPaths([path]);
const opened = performance.now();
const plan = planImport(parts);
const copy = temporaryFile(plan.copied);
let peak = 0;
const { sheets } = await importData(
  plan,
  {
    write(bytes, position) {
      copy.write(bytes, position);
      // What the system calls the peak of a process begins with that of the one which started it.
      peak = Math.max(peak, process.memoryUsage.rss());
    },
  },
  { describes: true },
);
const imported = performance.now();
copy.close();

console.log(
  JSON.stringify({
    columns: sheets?.reduce((sum, { columns }) => sum + columns.length, 0),
    open: (opened - started) / 1000,
    import: (imported - opened) / 1000,
    peak,
  }),
);
process.exit(0);
