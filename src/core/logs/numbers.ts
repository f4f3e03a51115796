const CHUNK = 1 << 18;

/** A long list of small whole numbers in four bytes each: a shape for every line of a file. */
export interface Numbers {
  push(value: number): void;
  [Symbol.iterator](): Iterator<number>;
}

export function numbers(): Numbers {
  const chunks: Int32Array[] = [];
  let length = 0;
  return {
    push(value) {
      if (length % CHUNK === 0) chunks.push(new Int32Array(CHUNK));
      const last = chunks.at(-1);
      if (last !== undefined) last[length % CHUNK] = value;
      length += 1;
    },
    *[Symbol.iterator]() {
      let left = length;
      for (const chunk of chunks) {
        yield* chunk.subarray(0, Math.min(left, CHUNK));
        left -= CHUNK;
      }
    },
  };
}
