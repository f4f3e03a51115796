import { acknowledgeAlerts, unacknowledgeAlerts } from '../../core/alerts/overlays/acts.ts';
import { listAlerts } from '../../core/alerts/store.ts';
import { OpsError } from '../../core/errors.ts';
import type { Run } from '../command.ts';
import { actor } from '../incidents/who.ts';
import { flag, textOption } from '../options.ts';
import { fingerprintsOf } from './named.ts';
import { spanOption } from './until.ts';
import { alertName } from './view.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const now = Date.now();
  const fingerprints = fingerprintsOf(listAlerts(at).alerts, input.args);
  const acting = { by: actor(input), comment: textOption(input, 'comment')?.trim() || null, now };
  const span = spanOption(input, now);
  if (span !== null && span.until <= now) throw new OpsError('E_USAGE', 'The acknowledgement is over already');
  const until = span === null ? null : new Date(span.until).toISOString();
  const isUndone = flag(input, 'undo');
  const changed = isUndone
    ? unacknowledgeAlerts(at, fingerprints, acting)
    : acknowledgeAlerts(at, fingerprints, until, acting);
  const verb = isUndone ? 'no longer acknowledged' : `acknowledged${until === null ? '' : ` until ${until}`}`;
  const done = new Set(changed.map(({ fingerprint }) => fingerprint));
  const left = fingerprints.filter((one) => !done.has(one));
  return {
    data: { ok: true, until: isUndone ? null : until, changed: [...done], unchanged: left, alerts: changed },
    text: changed.map((alert) => `${alert.fingerprint} ${alertName(alert)}: ${verb}`).join('\n'),
    warnings: left.map((one) => `${one} ${isUndone ? 'was not acknowledged' : 'is resolved'}; it is left as it is`),
  };
};
