import { loadConfigFast } from '../../core/config/cached.ts';
import { readJob } from '../../core/schedule/jobs.ts';
import { listSessions } from '../../core/sessions/list.ts';
import { readAgentsFile } from '../../core/status/agents-file.ts';
import { stripControl } from '../../core/text/control.ts';
import type { Run } from '../command.ts';
import { assertConfigured } from './configured.ts';

export const run: Run = async (input) => {
  const at = input.open();
  const [id = ''] = input.args;
  const { config } = await loadConfigFast(at);
  const job = readJob(at, id);
  if (job === null) assertConfigured([id], Object.keys(config.agents));
  const settings = job?.agent ?? config.agents[id];
  const status = readAgentsFile(at)?.agents.find((agent) => agent.id === id) ?? null;
  const { sessions } = listSessions(at, { agentId: id });
  const data = { id, status, settings, sessions };
  const lines = [
    ...Object.entries(status ?? {}).map(([name, value]) => line(name, value)),
    '',
    ...Object.entries(settings ?? {}).map(([name, value]) => line(name, value)),
  ];
  return { data, text: stripControl(lines.join('\n')) };
};

function line(name: string, value: unknown): string {
  return `${name.padEnd(22)}${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
