import { hashed } from './hashed.ts';

/**
 * Hashes the rest of a line with every digit as zero: eight bytes at a time, far faster than `hashLine`, but lines whose numbers have
 * other lengths differ. Most lines of most logs are found by it. Each half of the state takes four bytes, and then a part of the other.
 */
export function hashQuickly(view: DataView, from: number, seed: number): void {
  let at = from;
  let low = seed;
  let high = 0x2545f491;
  let one: number;
  let other: number;
  let feeds: number;
  for (;;) {
    one = view.getInt32(at, true);
    other = view.getInt32(at + 4, true);
    // Of each byte: is it a line feed? The lowest one that is marked is one.
    const oneFeed = one ^ 0x0a0a0a0a;
    const otherFeed = other ^ 0x0a0a0a0a;
    feeds = (oneFeed - 0x01010101) & ~oneFeed;
    if (((feeds | ((otherFeed - 0x01010101) & ~otherFeed)) & 0x80808080) !== 0) break;
    // Of each byte: is it a digit? Its upper bits are then those of zero, and clearing the lower ones makes it zero.
    let fromZero = one ^ 0x30303030;
    let digits = (~(((fromZero & 0x7f7f7f7f) + 0x76767676) | fromZero) & 0x80808080) >>> 7;
    low = Math.imul(low ^ (one & ~((digits << 4) - digits)), 0x01000193);
    fromZero = other ^ 0x30303030;
    digits = (~(((fromZero & 0x7f7f7f7f) + 0x76767676) | fromZero) & 0x80808080) >>> 7;
    high = Math.imul(high ^ (other & ~((digits << 4) - digits)), 0x5bd1e995);
    low ^= high >>> 15;
    high ^= low >>> 13;
    at += 8;
  }
  feeds &= 0x80808080;
  if (feeds === 0) {
    low = Math.imul(low ^ zeroDigits(one), 0x01000193);
    one = other;
    at += 4;
    const feed = one ^ 0x0a0a0a0a;
    feeds = (feed - 0x01010101) & ~feed & 0x80808080;
  }
  const place = 31 - Math.clz32(feeds & -feeds);
  high = Math.imul(high ^ low ^ (zeroDigits(one) & ((1 << (place - 7)) - 1)), 0x5bd1e995);
  low = Math.imul(low ^ (high >>> 15) ^ place ^ ((at - from) << 8), 0x01000193);
  hashed.low = low;
  hashed.high = high ^ (low >>> 13);
  hashed.end = at + (place >>> 3);
}

function zeroDigits(four: number): number {
  const fromZero = four ^ 0x30303030;
  const digits = (~(((fromZero & 0x7f7f7f7f) + 0x76767676) | fromZero) & 0x80808080) >>> 7;
  return four & ~((digits << 4) - digits);
}
