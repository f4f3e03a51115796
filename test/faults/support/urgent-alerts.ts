import { policyOf } from '../../../src/core/alerts/policy/policy.ts';
import { intoAlerts } from '../../../src/core/alerts/urgent/into-alerts.ts';
import { takeUrgent } from '../../../src/core/alerts/urgent/take.ts';
import { configSchema } from '../../../src/core/config/schema.ts';
import { layout } from '../../../src/core/files/layout.ts';

/** Makes alerts and messages of what lies in alerts/urgent once, to be killed at any point of that. Arguments: workspace. */
const [root = ''] = process.argv.slice(2);
const at = layout(root);
const policy = policyOf(configSchema.parse({}));
await takeUrgent(at, { take: intoAlerts(at, () => policy) });
process.stdout.write('done');
