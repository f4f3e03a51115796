import { endSilence, listSilences, silenceState } from '../../core/alerts/overlays/silence.ts';
import { OpsError } from '../../core/errors.ts';
import type { Run } from '../command.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const running = listSilences(at).silences.filter((silence) => silenceState(silence, now) !== 'expired');
  const ids = new Set<string>();
  for (const word of input.args) {
    const found = word === 'all' ? running : running.filter(({ id }) => word !== '' && id.startsWith(word));
    if (found.length === 0 && word !== 'all')
      throw new OpsError('E_USAGE', `No silence that lasts begins with ${JSON.stringify(word)}`, {
        hint: 'Run: ops alerts silences',
      });
    if (found.length > 1 && word !== 'all')
      throw new OpsError('E_AMBIGUOUS', `${found.length} silences begin with ${JSON.stringify(word)}`, {
        hint: 'Give more of the id.',
      });
    for (const { id } of found) ids.add(id);
  }
  const ended = [...ids].filter((id) => endSilence(at, id, now) !== null);
  return { data: { ok: true, ended }, text: ended.length === 0 ? 'No silence lasts.' : `Ended: ${ended.join(' ')}` };
};
