import { resolveAlerts } from '../../core/alerts/overlays/acts.ts';
import { listAlerts } from '../../core/alerts/store.ts';
import type { Run } from '../command.ts';
import { actor } from '../incidents/who.ts';
import { textOption } from '../options.ts';
import { fingerprintsOf } from './named.ts';
import { alertName } from './view.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const fingerprints = fingerprintsOf(listAlerts(at).alerts, input.args);
  const comment = textOption(input, 'comment')?.trim() || null;
  const changed = resolveAlerts(at, fingerprints, { by: actor(input), comment, now: Date.now() });
  const done = new Set(changed.map(({ fingerprint }) => fingerprint));
  const left = fingerprints.filter((one) => !done.has(one));
  const isHeld = changed.some(({ labels }) => labels.source === 'rules');
  return {
    data: { ok: true, changed: [...done], unchanged: left, alerts: changed },
    text: changed.map((alert) => `${alert.fingerprint} ${alertName(alert)}: resolved`).join('\n'),
    warnings: [
      ...left.map((one) => `${one} was resolved already`),
      ...(isHeld
        ? ['an alert of a rule comes back while its condition holds; to keep it quiet: ops alerts silence']
        : []),
    ],
  };
};
