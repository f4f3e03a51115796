import { readFileSync, statSync } from 'node:fs';
import { errorText } from '../../core/errors.ts';
import { writeFileAtomic, writeJsonAtomic } from '../../core/files/atomic.ts';
import { jq } from '../../core/jq.ts';
import type { AgentsFile } from '../../core/status/agents-file.ts';
import { readFacts } from '../../core/status/facts.ts';
import { lastHeartbeat } from '../../core/status/heartbeat.ts';
import { selfPath } from '../../core/status/self.ts';
import { selfMetrics } from './counters.ts';
import { type DashboardFacts, renderDashboard } from './dashboard-file.ts';
import type { Desk } from './desk.ts';
import { statusOf } from './unit.ts';

/** Changes that come together are written together. */
const GATHER_MS = 100;
/** Writing takes at most a tenth of the time, however many agents there are and however often they change. */
const REST_FACTOR = 10;

type Summary = DashboardFacts['summary'];

/** Keeps status/agents.json, status/dashboard.md and status/self.json true: rewritten whenever something changed. */
export function keepStatusFiles(desk: Desk): { changed: () => void; flush: () => Promise<void> } {
  let timer: NodeJS.Timeout | null = null;
  let restMs = GATHER_MS;
  const summarize = summaryReader(desk);
  const write = async () => {
    timer = null;
    const summary = await summarize();
    const begun = performance.now();
    const now = Date.now();
    const temporary = { temporary: desk.at.temporary, sync: false };
    const agents = [...desk.units.values()].map(statusOf);
    const file: AgentsFile = {
      version: 1,
      at: new Date(now).toISOString(),
      orchestratorRunId: desk.session.runId,
      agents,
    };
    const self = selfMetrics(desk.at, desk.session, desk.counters);
    try {
      writeJsonAtomic(desk.at.agentsFile, file, temporary);
      writeJsonAtomic(selfPath(desk.at), self, temporary);
      const facts = readFacts(desk.at, now);
      const dashboard = { facts, agents, self, heartbeat: lastHeartbeat(desk.at), summary };
      writeFileAtomic(desk.at.dashboardFile, renderDashboard(desk.at, dashboard, now), temporary);
    } catch (error) {
      desk.log('error', 'status', `the status files could not be written: ${errorText(error)}`);
    }
    restMs = Math.max(GATHER_MS, (performance.now() - begun) * REST_FACTOR);
  };
  return {
    changed() {
      if (desk.stopping) return;
      timer ??= setTimeout(() => void write(), restMs);
    },
    async flush() {
      if (timer !== null) clearTimeout(timer);
      await write();
    },
  };
}

/** jq is asked once for each sample, not once for each change of something else. */
function summaryReader(desk: Desk): () => Promise<Summary> {
  let seen = '';
  let summary: Summary = { problem: 'no sample was taken yet' };
  return async () => {
    const stat = statSync(desk.at.latestMetrics, { throwIfNoEntry: false });
    const identity = stat === undefined ? '' : `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
    if (identity === seen) return summary;
    seen = identity;
    try {
      const text = stat === undefined ? null : readFileSync(desk.at.latestMetrics, 'utf8');
      summary = text === null ? { problem: 'no sample was taken yet' } : { text: await jq(text, '.summary') };
    } catch (error) {
      summary = { problem: `metrics/latest.json could not be read: ${errorText(error)}` };
    }
    return summary;
  };
}
