import { matcherText } from '../../core/alerts/overlays/matcher.ts';
import { listSilences, silenceState } from '../../core/alerts/overlays/silence.ts';
import { describeDuration } from '../../core/text/duration.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';
import { textTable } from '../text-table.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const { silences, problems } = listSilences(at);
  const views = silences.map((silence) => ({ ...silence, state: silenceState(silence, now) }));
  const shown = views.filter(({ state }) => flag(input, 'all') || state !== 'expired');
  const rows = shown.map((silence) => [
    silence.id,
    silence.state,
    endText(Date.parse(silence.endsAt) - now),
    silence.createdBy,
    silence.matchers.map(matcherText).join(' '),
    silence.comment,
  ]);
  return {
    data: { count: shown.length, silences: shown, problems },
    text: shown.length === 0 ? 'No silence.' : textTable(['ID', 'STATE', 'ENDS', 'BY', 'MATCHERS', 'COMMENT'], rows),
    warnings: problems.map(({ file, reason }) => `${file}: ${reason}; it silences nothing`),
  };
};

function endText(leftMs: number): string {
  return leftMs > 0 ? `in ${describeDuration(leftMs)}` : `${describeDuration(-leftMs)} ago`;
}
