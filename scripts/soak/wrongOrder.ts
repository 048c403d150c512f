/**
 * A build of the page with a fault put in on purpose: a checkpoint is told of and recorded before its bytes are written.
 * The campaign of kills must find it; the code that users get has no switch for it.
 */
import type { Plugin } from 'vite';

const file = '/src/storage/checkpoints.ts';
const bytes = "transaction.objectStore('payloads').put(payload, record.id);";
const end =
  "  await transact(['payloads', 'checkpoints', 'history', 'examples', 'records'], write, 'save the checkpoint');\n";

/** @throws Error when the code that it spoils has changed. */
export function wrongOrder(): Plugin {
  return {
    name: 'wrong-order',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith(file)) return null;
      if (!code.includes(bytes) || !code.includes(end))
        throw new Error(`${file} is not as wrongOrder.ts knows it.`);
      const late = `  setTimeout(() => void transact(['payloads'], (transaction) => { ${bytes} }), 200);\n`;
      return code.replace(bytes, '').replace(end, end + late);
    },
  };
}
