import { order } from '../agents/order.ts';
import type { Run } from '../command.ts';

export const run: Run = async (input) => order(input.open(), 'heartbeat');
