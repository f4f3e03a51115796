import { existsSync } from 'node:fs';
import type { Config } from '../../../core/config/schema.ts';
import { OpsError } from '../../../core/errors.ts';
import { layout } from '../../../core/files/layout.ts';
import type { Input } from '../../command.ts';
import { textOption } from '../../options.ts';
import { readText } from '../../standard-input.ts';

/** The configuration of the workspace, its defaults where there is no workspace, or the one that `--rules` names. */
export async function configInUse(input: Input): Promise<Config> {
  const file = textOption(input, 'rules');
  if (file !== undefined) return await configOfFile(file);
  if (existsSync(input.root)) {
    const { loadConfigFast } = await import('../../../core/config/cached.ts');
    return (await loadConfigFast(layout(input.root))).config;
  }
  const { configSchema } = await import('../../../core/config/schema.ts');
  return configSchema.parse({});
}

/** A whole configuration, its `alerts` key alone, or a list of rules. */
async function configOfFile(file: string): Promise<Config> {
  const [{ checkConfig }, { parse }] = await Promise.all([import('../../../core/config/check.ts'), import('yaml')]);
  let value: unknown;
  try {
    value = parse(readText(file));
  } catch (error) {
    if (error instanceof OpsError) throw error;
    throw new OpsError('E_CONFIG', `${file} is neither JSON nor YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  const { config, problems } = await checkConfig(asConfig(value));
  if (config !== null) return config;
  const lines = problems.map(({ path, text }) => `  ${path.map(String).join('.')} ${text}`);
  throw new OpsError('E_CONFIG', [`${file} has ${lines.length} problems:`, ...lines].join('\n'));
}

const OF_ALERTS = ['rules', 'default_rules'];

function asConfig(value: unknown): unknown {
  if (Array.isArray(value)) return { alerts: { rules: value } };
  const isAlerts = typeof value === 'object' && value !== null && OF_ALERTS.some((key) => Object.hasOwn(value, key));
  return isAlerts ? { alerts: value } : value;
}
