import { existsSync } from 'node:fs';
import { type Layout, layout } from '../../core/files/layout.ts';
import type { Input } from '../command.ts';

/** The workspace, checked where it exists. Where it does not, the defaults hold, and asking for them needs none. */
export function layoutOf(input: Input): Layout {
  return existsSync(input.root) ? input.open() : layout(input.root);
}
