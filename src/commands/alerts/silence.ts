import { type Matcher, matcherText, parseMatcher } from '../../core/alerts/overlays/matcher.ts';
import { loadOverlays, mutingsOf } from '../../core/alerts/overlays/overlays.ts';
import { addSilence, forgetOldSilences } from '../../core/alerts/overlays/silence.ts';
import { listAlerts } from '../../core/alerts/store.ts';
import { OpsError } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';
import type { Run } from '../command.ts';
import { actor } from '../incidents/who.ts';
import { textOption } from '../options.ts';
import { spanOption } from './until.ts';
import { alertName } from './view.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const matchers = input.args.flatMap((word) => matchersOf(at, word));
  const span = spanOption(input, now);
  if (span === null) throw new OpsError('E_USAGE', 'For how long? Every silence ends: --for 2h, or --until TIME');
  const comment = textOption(input, 'comment') ?? '';
  const silence = addSilence(at, { matchers, ...span, by: actor(input), comment }, now);
  forgetOldSilences(at, now);
  const overlays = loadOverlays(at);
  const muted = [...listAlerts(at).alerts.values()].filter(
    (alert) => alert.state !== 'resolved' && mutingsOf(overlays, alert, span.from).some(({ id }) => id === silence.id),
  );
  const names = muted.map((alert) => `  ${alert.fingerprint} ${alertName(alert)}`);
  return {
    data: { ok: true, silence, matches: muted.map(({ fingerprint }) => fingerprint) },
    text: [
      `Silence ${silence.id} from ${silence.startsAt} until ${silence.endsAt}: ${matchers.map(matcherText).join(' ')}`,
      names.length === 0 ? 'It matches no alert now.' : `It matches now:\n${names.join('\n')}`,
    ].join('\n'),
  };
};

/** A matcher, or the fingerprint of an alert that is there. */
function matchersOf(at: Layout, word: string): Matcher[] {
  if (!/^[0-9a-f]{6,16}$/.test(word)) return [parseMatcher(word)];
  const found = [...listAlerts(at).alerts.keys()].filter((fingerprint) => fingerprint.startsWith(word));
  if (found.length > 1)
    throw new OpsError('E_AMBIGUOUS', `${found.length} alerts begin with ${word}`, {
      hint: 'Give more of the fingerprint.',
    });
  const [value] = found;
  return value === undefined ? [parseMatcher(word)] : [{ name: 'fingerprint', op: '=', value }];
}
