import { OpsError } from '../../core/errors.ts';
import { nearest } from '../../core/text/nearest.ts';

/** @throws OpsError when one of the names is no configured agent. */
export function assertConfigured(ids: readonly string[], known: readonly string[]): void {
  for (const id of ids) {
    if (known.includes(id)) continue;
    const near = nearest(id, known);
    const hint = `${near === null ? '' : `Did you mean ${near}? `}Configured: ${known.join(', ')}`;
    throw new OpsError('E_NO_AGENT', `There is no agent ${JSON.stringify(id)}`, { hint });
  }
}
