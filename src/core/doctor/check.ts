import type { Config } from '../config/schema.ts';
import type { Layout } from '../files/layout.ts';
import type { Listing } from '../sessions/registry.ts';
import type { SessionView } from '../sessions/view.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Something that a check found. `fix` is there only where it loses nothing and can be done while everything runs. */
export interface Found {
  message: string;
  /** Default: the check's own. */
  severity?: Severity;
  path?: string;
  /** Default: the check's own. */
  fixHint?: string;
  fix?: () => void | Promise<void>;
}

/** What the checks share, read once. */
export interface Facts {
  at: Layout;
  now: number;
  cwd: string;
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  listing: Listing;
  orchestrator: SessionView | null;
  /** It exists, working or hung. */
  orchestratorLives: boolean;
  /** null where the configuration cannot be read. */
  config: Config | null;
}

/** One line of the table. */
export interface Check {
  id: string;
  severity: Severity;
  /** Why it matters. */
  why: string;
  /** What to do where there is no fix, or before it is applied. */
  fixHint: string;
  /** Only there; elsewhere it is skipped, and said to be. */
  platform?: NodeJS.Platform;
  find: (facts: Facts) => readonly Found[] | Promise<readonly Found[]>;
}
