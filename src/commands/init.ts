import { statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { writeSeed } from '../core/config/write-seed.ts';
import { errorCode, OpsError } from '../core/errors.ts';
import { WORKSPACE_NAME } from '../core/files/layout.ts';
import { findWorkspace, makeWorkspace } from '../core/workspace.ts';
import type { Input, Run } from './command.ts';
import { textOption } from './options.ts';

/** `ops init [dir]`: makes what is missing of a workspace, and changes nothing that is there. */
export const run: Run = async (input) => {
  const root = rootToMake(input);
  const { at, made } = make(root);
  const { created, kept } = writeSeed(at);
  const lines = made ? [`Made the workspace ${root}`] : [`The workspace ${root} was there already.`];
  for (const file of created) lines.push(`  wrote ${relative(root, file)}`);
  if (kept !== null) lines.push(`  kept ${kept} as it is`);
  lines.push('', 'Next:', ...nextSteps(root, kept ?? at.config));
  return {
    data: { workspace: root, made, created, config: kept ?? at.config, kept: kept !== null },
    text: lines.join('\n'),
  };
};

/** A folder that was named says where. Else what --workspace or OPS_WORKSPACE says, since every other command will look there. */
function rootToMake(input: Input): string {
  const [given] = input.args;
  const isChosen = textOption(input, 'workspace') !== undefined || (process.env.OPS_WORKSPACE ?? '') !== '';
  if (given === undefined && isChosen) return input.root;
  if (given === '') throw new OpsError('E_USAGE', 'The folder has no name');
  const folder = resolve(given ?? '.');
  return basename(folder) === WORKSPACE_NAME ? folder : join(folder, WORKSPACE_NAME);
}

function make(root: string) {
  try {
    if (statSync(root, { throwIfNoEntry: false })?.isDirectory() === false) throw inTheWay(root);
    return makeWorkspace(root);
  } catch (error) {
    const isInTheWay = errorCode(error) === 'EEXIST' || errorCode(error) === 'ENOTDIR';
    throw isInTheWay ? inTheWay(root) : error;
  }
}

function inTheWay(root: string): OpsError {
  return new OpsError('E_FILE', `${root} cannot be made: a file stands in its way`, {
    hint: 'Move the file, or name another folder: ops init <dir>',
  });
}

function nextSteps(root: string, config: string): string[] {
  const steps = [
    `  ops up                      start the orchestrator and see how everything stands`,
    `  ops config validate         after changing ${config}`,
  ];
  if (findWorkspace(undefined) !== root) {
    steps.unshift(`  export OPS_WORKSPACE=${shellQuoted(root)}   so that ops finds it from this folder`);
  }
  return steps;
}

function shellQuoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
