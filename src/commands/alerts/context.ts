import type { Alert } from '../../core/alerts/alert.ts';
import { loadOverlays, type Overlays } from '../../core/alerts/overlays/overlays.ts';
import type { NamedRule } from '../../core/alerts/rules/all-rules.ts';
import type { Rule } from '../../core/alerts/rules/rule.ts';
import { errorText } from '../../core/errors.ts';
import type { Layout } from '../../core/files/layout.ts';

/** What an alert is looked at together with: what mutes it, and the others that fire. */
export interface AlertContext {
  overlays: Overlays;
  firing: readonly Alert[];
  /** Those that are looked at, by name. */
  rules: ReadonlyMap<string, Rule>;
  /** Every rule, also one that is switched off. */
  named: readonly NamedRule[];
  warnings: string[];
}

/** A configuration that is broken just now costs the rules only: what is stored of the alerts is shown all the same. */
export async function contextOf(at: Layout, alerts: ReadonlyMap<string, Alert>): Promise<AlertContext> {
  const overlays = loadOverlays(at);
  const firing = [...alerts.values()].filter(({ state }) => state === 'firing' || state === 'recovering');
  const warnings = overlays.problems.map(({ file, reason }) => `${file}: ${reason}; it mutes nothing`);
  try {
    const [{ loadConfigFast }, { namedRules }] = await Promise.all([
      import('../../core/config/cached.ts'),
      import('../../core/alerts/rules/all-rules.ts'),
    ]);
    const named = namedRules((await loadConfigFast(at)).config);
    const rules = new Map(named.flatMap(({ enabled, rule }) => (enabled ? [[rule.name, rule] as const] : [])));
    return { overlays, firing, rules, named, warnings };
  } catch (error) {
    const warning = `the rules are not known, nor what they inhibit: ${errorText(error)}`;
    return { overlays, firing, rules: new Map(), named: [], warnings: [...warnings, warning] };
  }
}
