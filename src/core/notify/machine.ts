import { accessSync, constants, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { delimiter, join } from 'node:path';

/** What decides which channels can be used from here. */
export interface Machine {
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  hostname: string;
}

export function thisMachine(): Machine {
  return { platform: process.platform, env: process.env, hostname: hostname() };
}

/** Whether a program can be started: by its path, or by its name in PATH. */
export function hasProgram(name: string, machine: Machine): boolean {
  if (name.includes('/')) return isProgram(name);
  return (machine.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && isProgram(join(folder, name)));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
