import type { Run } from '../command.ts';
import { order } from './order.ts';

export const run: Run = async (input) => order(input.open(), 'reload');
