import type { Desk } from '../desk.ts';
import type { Asked } from './acts.ts';
import { type Answer, carryOut } from './carry-out.ts';
import { HELP, type Order, type Reading, readOrder } from './grammar.ts';
import { passOn } from './pass-on.ts';

const QUICK: readonly Order['verb'][] = ['status', 'list', 'help'];

/** Whether a message only asks, and may be answered before orders that came earlier are done. */
export function isQuick(text: string, agentId: string | null): boolean {
  const reading = read(text, agentId);
  return 'order' in reading && QUICK.includes(reading.order.verb);
}

/** To an agent's own mailbox `restart` alone means that agent. What is about another one, or about the orchestrator, is not for it to take. */
function read(text: string, agentId: string | null): Reading {
  const reading = readOrder(text, agentId ?? undefined);
  if (agentId === null || 'problem' in reading) return reading;
  const { order } = reading;
  if (!('targets' in order)) return { problem: `${order.verb} is for ops-orchestrator, not for ${agentId}` };
  const isOwn = Array.isArray(order.targets) && order.targets.length === 1 && order.targets[0] === agentId;
  return isOwn ? reading : { problem: `it is about other agents than ${agentId}; send it to ops-orchestrator` };
}

/** Reads a message as an order and does it. Every act of the orchestrator on somebody's word goes through here. */
export async function handle(desk: Desk, text: string, asked: Asked, agentId: string | null): Promise<Answer> {
  const reading = read(text, agentId);
  if ('order' in reading) {
    desk.log('info', 'orders', `${asked.by}: ${JSON.stringify(reading.order)}`);
    return carryOut(desk, reading.order, asked);
  }
  const unit = agentId === null ? undefined : desk.units.get(agentId);
  if (unit !== undefined) return passOn(desk, unit, text, reading.problem);
  return { status: 'error', text: `I did not understand that: ${reading.problem}.\n${HELP}` };
}
