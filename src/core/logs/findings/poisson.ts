/** The chance of at least `count` where `expected` come on average, if they come independently. */
export function poissonTail(count: number, expected: number): number {
  if (expected <= 0) return count > 0 ? 0 : 1;
  let logTerm = -expected;
  for (let at = 1; at <= count; at += 1) logTerm += Math.log(expected) - Math.log(at);
  let sum = 0;
  for (let at = count; at < count + 1_000; at += 1) {
    const term = Math.exp(logTerm);
    sum += term;
    if (term < sum * 1e-9) break;
    logTerm += Math.log(expected) - Math.log(at + 1);
  }
  return Math.min(1, sum);
}
