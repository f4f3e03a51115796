import type { Config } from '../core/config/schema.ts';
import type { Layout } from '../core/files/layout.ts';
import type { SessionRecord } from '../core/sessions/record.ts';

/** What a built-in agent is given for one run. Its standard output and error go to output/<id>.log. */
export interface AgentRun {
  at: Layout;
  session: SessionRecord;
  config: Config;
  /** Aborted when the run is asked to stop or its time is over. */
  signal: AbortSignal;
}

/** Does one run and says in one line what it did. Throws when it could not do it. */
export type Agent = (run: AgentRun) => Promise<string>;
