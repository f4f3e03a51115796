import { locateConfig, ownConfigFiles } from '../../core/config/locate.ts';
import type { Run } from '../command.ts';
import { layoutOf } from './layout-of.ts';

/** `ops config file`: the configuration in use, or where it would be. */
export const run: Run = async (input) => {
  const at = layoutOf(input);
  const file = ownConfigFiles(at)[0] ?? locateConfig(at).file;
  return {
    data: { path: file ?? at.config, exists: file !== null },
    text: file ?? at.config,
    warnings: file === null ? ['there is no such file yet: the defaults hold'] : [],
  };
};
