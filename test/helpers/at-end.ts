type Act = () => void | Promise<void>;

const acts: Act[] = [];

/**
 * Does something whenever a test file is over, after its own hooks. For helpers that make what has to be taken away again: an `afterAll`
 * at the top of such a module would be registered once only where files share their modules (`isolate: false` in vitest.config.ts).
 */
export function atEnd(act: Act): void {
  acts.push(act);
}

/** What was registered last is done first, as hooks are. */
export async function endOfFile(): Promise<void> {
  for (const act of acts.toReversed()) await act();
}
