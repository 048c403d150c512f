/** An outbox in memory, which outlives the loggers that use it as a disk does. */
import type { Json } from '../../../protocol/json';
import type { Letter, Outbox } from '../../../protocol/outbox';

export function memoryOutbox(): Outbox {
  let letters: Letter[] = [];
  let kept: Json | null = null;
  let next = 0;
  // What is kept is a copy: nobody changes it from outside.
  const copy = (json: Json): Json => JSON.parse(JSON.stringify(json));
  return {
    async add(content) {
      letters.push({ id: next++, content: copy(content) });
    },
    first: async () => letters[0] ?? null,
    last: async () => letters.at(-1) ?? null,
    async remove(id) {
      letters = letters.filter((letter) => letter.id !== id);
    },
    count: async () => letters.length,
    state: async () => kept,
    async setState(state) {
      kept = copy(state);
    },
    async clear() {
      letters = [];
      kept = null;
    },
  };
}
