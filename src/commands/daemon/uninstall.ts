import { removeFile } from '../../core/files/atomic.ts';
import { findInstalled } from '../../core/service/installed.ts';
import { control, forget, managerOf } from '../../core/service/manager.ts';
import { definitionPath, serviceOf } from '../../core/service/service.ts';
import type { Run } from '../command.ts';
import { flag } from '../options.ts';

export const run: Run = async (input) => {
  const installed = findInstalled(input.root);
  const service = flag(input, 'system')
    ? serviceOf(input.root, { system: true })
    : (installed?.service ?? serviceOf(input.root));
  const path = definitionPath(service);
  const { available } = managerOf(service);
  // One that was never loaded cannot be unloaded; what counts is that it is gone afterwards.
  const unloaded = available ? await control(service, 'unload') : null;
  const removed = removeFile(path);
  if (available) await forget(service);
  const text = removed
    ? `Removed: ${path}${available ? '' : ' (no service manager runs here that could have started it)'}`
    : `There was no service at ${path}`;
  return { data: { ok: true, removed, path, stopped: unloaded?.ok ?? false }, text };
};
