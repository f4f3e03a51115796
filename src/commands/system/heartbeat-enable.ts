import type { Run } from '../command.ts';
import { switchHeartbeat } from './heartbeat-switch.ts';

export const run: Run = async (input) => switchHeartbeat(input.open(), true);
