import type { Owner } from '../../process/identity.ts';
import type { StepResult } from '../action.ts';
import type { Outcome } from '../guards/history.ts';
import type { VerifyProgress } from './verification.ts';

/** Whose word a run goes by. */
export interface Permission {
  kind: 'approval' | 'rule' | 'auto';
  /** Of the approval or the rule. */
  id: string | null;
  by: string;
}

/** `begun` without an end is where a crash cut it off: nobody knows whether it was done. */
export type StepState = 'pending' | 'begun' | 'done' | 'failed' | 'refused' | 'undo begun' | 'undone' | 'undo failed';

export interface StepRecord {
  state: StepState;
  beganAt: string | null;
  endedAt: string | null;
  result: StepResult | null;
}

/** healing/runs/<id>.json, written before and after each step. Times ISO 8601. */
export interface RunRecord {
  version: 1;
  id: string;
  planId: string;
  planHash: string;
  playbook: string;
  target: string;
  permission: Permission;
  owner: Owner;
  state: 'claimed' | 'running' | 'verifying' | 'undoing' | 'ended';
  steps: StepRecord[];
  verification: VerifyProgress | null;
  outcome: Outcome | null;
  /** Why it ended so. */
  reason: string | null;
  beganAt: string;
  endedAt: string | null;
}
