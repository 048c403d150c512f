/**
 * Buffers that several recordings use in turn. They are played one after the other and leave nothing behind but a result
 * that is copied at once, so what one of them keeps its intermediate results in, another may overwrite. A buffer lives
 * as long as some recording uses it.
 */

export interface SharedBuffers {
  /** Of all buffers that are lent, each counted once. */
  readonly bytes: number;
  lend(): Loan;
}

/** What one recording has borrowed. */
export interface Loan {
  /** A device for a buffer pool: it hands out shared buffers where it can. */
  device: GPUDevice;
  readonly bytes: number;
  giveBack(): void;
}

interface Lent {
  buffer: GPUBuffer;
  users: number;
}

export function createSharedBuffers(device: GPUDevice): SharedBuffers {
  const shelves = new Map<string, Lent[]>();
  let bytes = 0;

  function create(descriptor: GPUBufferDescriptor): Lent {
    bytes += descriptor.size;
    return { buffer: device.createBuffer(descriptor), users: 0 };
  }

  function lend(): Loan {
    const borrowed: Lent[] = [];
    const borrowedOf = new Map<string, number>();
    let ownBytes = 0;
    function createBuffer(descriptor: GPUBufferDescriptor): GPUBuffer {
      const { size, usage, mappedAtCreation = false } = descriptor;
      // Uniforms and constants are written once and read at every replay.
      const shared = (usage & GPUBufferUsage.UNIFORM) === 0 && !mappedAtCreation;
      const key = `${size} ${usage}`;
      const shelf = shared ? (shelves.get(key) ?? []) : [];
      const count = borrowedOf.get(key) ?? 0;
      const lent = shelf[count] ?? create(descriptor);
      if (shared) {
        shelf[count] = lent;
        shelves.set(key, shelf);
        borrowedOf.set(key, count + 1);
      }
      lent.users++;
      borrowed.push(lent);
      ownBytes += size;
      return lent.buffer;
    }
    return {
      device: { createBuffer } as GPUDevice,
      get bytes() {
        return ownBytes;
      },
      giveBack() {
        for (const lent of borrowed) {
          lent.users--;
          if (lent.users > 0) continue;
          bytes -= lent.buffer.size;
          lent.buffer.destroy();
        }
        for (const key of borrowedOf.keys()) {
          const used = (shelves.get(key) ?? []).filter(({ users }) => users > 0);
          if (used.length > 0) shelves.set(key, used);
          else shelves.delete(key);
        }
      },
    };
  }

  return {
    get bytes() {
      return bytes;
    },
    lend,
  };
}
