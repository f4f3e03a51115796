/** The last `capacity` values of a stream, kept in order of size beside their order of arrival, so that any quantile is at hand. */
export interface SortedWindow {
  readonly size: number;
  add(value: number): void;
  /** The value below which the share `q` (0 to 1) of the window lies, between neighbours in proportion. NaN while empty. */
  quantile(q: number): number;
}

export function makeSortedWindow(capacity: number): SortedWindow {
  const arrived = new Float64Array(capacity);
  const sorted = new Float64Array(capacity);
  let size = 0;
  let next = 0;

  const position = (value: number) => {
    let low = 0;
    for (let high = size; low < high; ) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    get size() {
      return size;
    },
    add(value) {
      if (size === capacity) {
        const oldest = position(arrived[next] ?? 0);
        sorted.copyWithin(oldest, oldest + 1, size);
        size -= 1;
      }
      const at = position(value);
      sorted.copyWithin(at + 1, at, size);
      sorted[at] = value;
      size += 1;
      arrived[next] = value;
      next = (next + 1) % capacity;
    },
    quantile(q) {
      const exact = q * (size - 1);
      const below = Math.floor(exact);
      const low = sorted[below] ?? Number.NaN;
      const high = below + 1 < size ? (sorted[below + 1] ?? low) : low;
      return size === 0 ? Number.NaN : low + (exact - below) * (high - low);
    },
  };
}
