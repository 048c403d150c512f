/** Opens the table that is named and streams all of its columns; prints the seconds of both and the peak of memory. */
import { fileBytes } from '../../src/cli/fileBytes';
import { openFile } from '../../src/formats/openFile';

const [path] = process.argv.slice(2);
if (!path) throw new Error('Usage: node --import tsx bench/imports/tables.ts <file>');

const started = performance.now();
const file = await openFile({ name: path, blob: fileBytes(path) });
const opened = performance.now();
let values = 0;
let peak = 0;
for await (const { data } of file.stream(file.arrays.map(({ name }) => name))) {
  values += data.length;
  // What the system calls the peak of a process begins with that of the one which started it.
  peak = Math.max(peak, process.memoryUsage.rss());
}
const streamed = performance.now();

console.log(
  JSON.stringify({
    values,
    open: (opened - started) / 1000,
    stream: (streamed - opened) / 1000,
    peak,
  }),
);
