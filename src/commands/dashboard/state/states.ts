import type { SessionStatus } from '../../../core/sessions/record.ts';
import type { AgentState } from '../../../core/status/agents-file.ts';
import type { Tone } from '../view/theme.ts';

/** How a row stands: a glyph and a word, so that colour never says it alone. A lower rank stands higher in the table. */
export const STATES = {
  approve: { glyph: '!', tone: 'need', rank: 0 },
  failed: { glyph: 'x', tone: 'bad', rank: 1 },
  timeout: { glyph: 'x', tone: 'bad', rank: 1 },
  lost: { glyph: 'x', tone: 'bad', rank: 1 },
  corrupt: { glyph: 'x', tone: 'bad', rank: 1 },
  silent: { glyph: '?', tone: 'warn', rank: 2 },
  late: { glyph: '?', tone: 'warn', rank: 2 },
  retrying: { glyph: '~', tone: 'warn', rank: 2 },
  running: { glyph: '>', tone: 'good', rank: 3 },
  starting: { glyph: ':', tone: 'info', rank: 3 },
  queued: { glyph: ':', tone: 'info', rank: 3 },
  waiting: { glyph: ':', tone: 'info', rank: 3 },
  suspended: { glyph: '=', tone: 'warn', rank: 2 },
  unseen: { glyph: '?', tone: 'quiet', rank: 3 },
  idle: { glyph: '.', tone: 'plain', rank: 4 },
  unmanaged: { glyph: '?', tone: 'quiet', rank: 4 },
  paused: { glyph: '=', tone: 'info', rank: 5 },
  stopped: { glyph: '-', tone: 'quiet', rank: 6 },
  killed: { glyph: '-', tone: 'quiet', rank: 6 },
  done: { glyph: '+', tone: 'quiet', rank: 7 },
  disabled: { glyph: '-', tone: 'quiet', rank: 8 },
} as const satisfies Record<string, { glyph: string; tone: Tone; rank: number }>;

export type StateName = keyof typeof STATES;

export const BY_AGENT_STATE: Readonly<Record<AgentState, StateName>> = {
  running: 'running',
  starting: 'starting',
  waiting: 'waiting',
  suspended: 'suspended',
  idle: 'idle',
  retrying: 'retrying',
  failed: 'failed',
  paused: 'paused',
  disabled: 'disabled',
  stopped: 'stopped',
};

export const BY_SESSION_STATUS: Readonly<Record<SessionStatus, StateName>> = {
  queued: 'queued',
  running: 'running',
  suspended: 'suspended',
  done: 'done',
  failed: 'failed',
  killed: 'killed',
  timeout: 'timeout',
  lost: 'lost',
};
