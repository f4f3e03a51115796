import { resolve } from 'node:path';
import { loadConfig, loadConfigFile } from '../../core/config/load.ts';
import { locateConfig, ownConfigFiles } from '../../core/config/locate.ts';
import { OpsError } from '../../core/errors.ts';
import { layout } from '../../core/files/layout.ts';
import type { Input, Result, Run } from '../command.ts';
import { layoutOf } from './layout-of.ts';

interface Valid {
  path: string | null;
  warnings: string[];
}

/** `ops config validate [file]`: exit code 78 and every problem where it is wrong. It reads the file itself, never the cache. */
export const run: Run = async (input) => {
  const [given] = input.args;
  const path = given === undefined ? null : resolve(given);
  try {
    const { path: checked, warnings } = await check(input, path);
    const text = checked === null ? 'There is no configuration file: the defaults hold.' : `${checked} is valid`;
    return { data: { valid: true, path: checked, warnings }, text, warnings };
  } catch (error) {
    if (!input.json || !(error instanceof OpsError)) throw error;
    return refused(error, path ?? pathIn(input));
  }
};

async function check(input: Input, path: string | null): Promise<Valid> {
  if (path === null) {
    const { file, warnings } = await loadConfig(layoutOf(input));
    return { path: file, warnings };
  }
  await loadConfigFile(path);
  return { path, warnings: [] };
}

function pathIn(input: Input): string | null {
  const at = layout(input.root);
  return ownConfigFiles(at)[0] ?? locateConfig(at).file;
}

function refused(error: OpsError, path: string | null): Result {
  const { code, message, hint, exitCode } = error;
  return {
    data: { ok: false, error: { code, message, hint }, valid: false, path },
    text: '',
    warnings: [message],
    exitCode,
  };
}
