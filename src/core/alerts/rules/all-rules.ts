import type { Config } from '../../config/schema.ts';
import { DEFAULT_RULES, type DefaultRuleName } from './default-names.ts';
import { defaultRules, type RuleSettings } from './defaults.ts';
import { compileRule, type Rule } from './rule.ts';
import type { RuleConfig } from './schema.ts';

export interface NamedRule {
  origin: 'default' | 'changed' | 'own';
  enabled: boolean;
  settings: RuleSettings;
  rule: Rule;
}

/** Every rule that there is: the default ones, changed by the configuration where it names them, and its own. */
export function namedRules(config: Pick<Config, 'thresholds' | 'alerts'>): NamedRule[] {
  const own = new Map(config.alerts.rules.map((rule) => [rule.name, rule]));
  const defaults = defaultRules(config.thresholds);
  const known = DEFAULT_RULES.map((name): NamedRule => {
    const given = own.get(name);
    const settings = given === undefined ? defaults[name] : changed(defaults[name], given);
    const origin = given === undefined ? 'default' : 'changed';
    const enabled = given === undefined ? config.alerts.default_rules : given.enabled;
    return { origin, enabled, settings, rule: compileRule(name, settings) };
  });
  const others = config.alerts.rules.flatMap((given): NamedRule[] => {
    const { name, enabled, metric } = given;
    if (metric === undefined || Object.hasOwn(defaults, name satisfies string as DefaultRuleName)) return [];
    const settings = { ...given, metric };
    return [{ origin: 'own', enabled, settings, rule: compileRule(name, settings) }];
  });
  return [...known, ...others];
}

/** What is given replaces the default's; the rest stays. */
function changed(settings: RuleSettings, given: RuleConfig): RuleSettings {
  const { name: _name, enabled: _enabled, ...fields } = given;
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { ...settings, ...Object.fromEntries(said) };
}

/** The rules that are looked at. */
export function rulesOf(config: Pick<Config, 'thresholds' | 'alerts'>): Rule[] {
  return namedRules(config).flatMap(({ enabled, rule }) => (enabled ? [rule] : []));
}
