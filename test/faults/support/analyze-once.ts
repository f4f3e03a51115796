import { run } from '../../../src/agents/logs-analyzer/index.ts';
import { configSchema } from '../../../src/core/config/schema.ts';
import { layout } from '../../../src/core/files/layout.ts';
import type { SessionRecord } from '../../../src/core/sessions/record.ts';

/** One run of the logs analyzer over one file: program WORKSPACE FILE. */
const [root = '', source = ''] = process.argv.slice(2);
const config = configSchema.parse({ logs: { sources: [source] } });
await run({ at: layout(root), config, session: {} as SessionRecord, signal: new AbortController().signal });
