import { OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import type { OutboxEntry } from '../../core/notify/outbox/entry.ts';
import { listOutbox } from '../../core/notify/outbox/store.ts';

/** As long as the list shows an id. */
export const SHORT_ID = 8;

/** The waiting and dead messages that the words name. @throws OpsError for a word that names none, or several. */
export function unsettledMatching(at: Layout, words: readonly string[]): OutboxEntry[] {
  const open = [...listOutbox(at, 'queued').entries, ...listOutbox(at, 'dead').entries];
  if (words.length === 1 && words[0] === 'all') return open;
  const chosen = new Map<string, OutboxEntry>();
  for (const word of words) {
    const found = open.filter(({ id }) => word !== '' && id.startsWith(word));
    const [only] = found;
    if (only === undefined) {
      throw new OpsError('E_USAGE', `No message that waits or is dead begins with ${JSON.stringify(word)}`, {
        hint: 'Run: ops outbox list',
      });
    }
    if (found.length > 1) {
      throw new OpsError('E_AMBIGUOUS', `${found.length} messages begin with ${JSON.stringify(word)}`, {
        hint: 'Give more of the id.',
      });
    }
    chosen.set(only.id, only);
  }
  return [...chosen.values()];
}
