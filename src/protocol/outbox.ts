/** What waits to be sent over a network that may be away: a queue that survives the process, and what its sender keeps in mind. */
import type { Json } from './json';

export interface Letter {
  id: number;
  content: Json;
}

/** Of one run and one receiver. Whatever is written is kept when it resolves. */
export interface Outbox {
  add(content: Json): Promise<void>;
  /** The oldest and the newest of what waits; null where nothing does. */
  first(): Promise<Letter | null>;
  last(): Promise<Letter | null>;
  remove(id: number): Promise<void>;
  count(): Promise<number>;
  state(): Promise<Json | null>;
  setState(state: Json): Promise<void>;
  /** Forgets what waits, and the state. */
  clear(): Promise<void>;
}
