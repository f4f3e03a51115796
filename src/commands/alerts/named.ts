import type { Alert } from '../../core/alerts/alert.ts';
import { OpsError } from '../../core/errors.ts';

/** The fingerprints that words name: each by its beginning, or `all` for what is not resolved. @throws OpsError for none, or several. */
export function fingerprintsOf(alerts: ReadonlyMap<string, Alert>, words: readonly string[]): string[] {
  if (words.length === 1 && words[0] === 'all')
    return [...alerts.values()].filter(({ state }) => state !== 'resolved').map(({ fingerprint }) => fingerprint);
  return [...new Set(words.map((word) => fingerprintOf(alerts, word)))];
}

function fingerprintOf(alerts: ReadonlyMap<string, Alert>, word: string): string {
  const known = [...alerts.keys()];
  const beginning = known.filter((fingerprint) => word !== '' && fingerprint.startsWith(word.toLowerCase()));
  // The rule's name is as good where only one alert has it.
  const found = beginning.length > 0 ? beginning : known.filter((one) => alerts.get(one)?.labels.alertname === word);
  const [only] = found;
  if (only === undefined) throw new OpsError('E_NO_ALERT', `No alert begins with ${JSON.stringify(word)}`);
  if (found.length === 1) return only;
  throw new OpsError('E_AMBIGUOUS', `${found.length} alerts are meant by ${JSON.stringify(word)}`, {
    hint: `Give more of the fingerprint: ${found.sort().slice(0, 5).join(', ')}`,
  });
}

export function alertNamed(alerts: ReadonlyMap<string, Alert>, word: string): Alert {
  const alert = alerts.get(fingerprintOf(alerts, word));
  if (alert !== undefined) return alert;
  throw new OpsError('E_NO_ALERT', `There is no alert ${JSON.stringify(word)}`);
}
