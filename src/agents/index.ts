import { ORCHESTRATOR } from '../core/sessions/names.ts';
import type { Agent } from './agent.ts';

/** The agents that are part of the program, each loaded in the process that runs it. */
const BUILT_IN: Readonly<Record<string, () => Promise<{ run: Agent }>>> = {
  [ORCHESTRATOR]: () => import('./orchestrator/index.ts'),
  'metrics-collector': () => import('./metrics-collector/index.ts'),
  'logs-analyzer': () => import('./logs-analyzer/index.ts'),
  reporter: () => import('./reporter/index.ts'),
  backup: () => import('./backup/index.ts'),
  'alert-handler': () => import('./alert-handler/index.ts'),
  autoheal: () => import('./autoheal/index.ts'),
};

export const builtInAgents: readonly string[] = Object.keys(BUILT_IN);

export function isBuiltIn(agentId: string): boolean {
  return Object.hasOwn(BUILT_IN, agentId);
}

export async function loadAgent(agentId: string): Promise<Agent | null> {
  const load = BUILT_IN[agentId];
  return load === undefined ? null : (await load()).run;
}
