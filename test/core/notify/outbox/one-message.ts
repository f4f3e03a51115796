import { layout } from '../../../../src/core/files/layout.ts';
import { deliverDue } from '../../../../src/core/notify/outbox/deliver.ts';
import { enqueue } from '../../../../src/core/notify/outbox/store.ts';
import { configOf, message } from '../messages.ts';

/** Queues one message and delivers it, to be killed at any point of that. Arguments: workspace, address, key. */
const [root = '', url = '', key = ''] = process.argv.slice(2);
const at = layout(root);
enqueue(at, message({ key }));
await deliverDue(at, configOf({ hook: { type: 'webhook', url } }));
process.stdout.write('done');
