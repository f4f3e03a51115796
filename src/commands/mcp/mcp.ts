import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { errorText, OpsError } from '../../core/errors.ts';
import { programPath } from '../../core/sessions/program.ts';
import { VERSION } from '../../core/version.ts';
import type { Run } from '../command.ts';
import { textOption } from '../options.ts';
import { checkedArguments, schemaOf, type Tool, toolsAllowed } from './tools.ts';

/** No call of a tool takes longer; a message that waits for its reply has its own limit. */
const LIMIT_MS = 120_000;
/** More than a model reads with profit; a client may hold it in memory for the rest of its life. */
const MOST_CHARACTERS = 200_000;

/** Serves the Model Context Protocol on standard input and output until its client goes away. */
export const run: Run = async (input) => {
  const allowed = (textOption(input, 'allow') ?? '').split(',').filter((name) => name !== '');
  const tools = toolsAllowed(allowed);
  input.open();
  const { CallToolRequestSchema, ListToolsRequestSchema, Server, StdioServerTransport } = await import(
    './model-context.ts'
  );
  // With the client goes what it asked for.
  const gone = new AbortController();
  const server = new Server({ name: 'ops', version: VERSION }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map(listed) }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, { signal }) =>
    answer(tools, params, { root: input.root, signal: AbortSignal.any([signal, gone.signal]) }),
  );
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once('end', resolve);
  });
  await server.connect(new StdioServerTransport());
  await closed;
  gone.abort();
  return null;
};

function listed(tool: Tool) {
  const { name, description, acts } = tool;
  return { name, description, inputSchema: schemaOf(tool), annotations: { readOnlyHint: !acts } };
}

interface Answer {
  content: { type: 'text'; text: string }[];
  isError?: boolean;
  [key: string]: unknown;
}

interface Asked {
  name: string;
  arguments?: Record<string, unknown> | undefined;
}

interface Context {
  root: string;
  /** The call was cancelled, or its client has gone. */
  signal: AbortSignal;
}

/** A mistake is an answer that says so, not a failure of the protocol: whoever asked can mend it. */
async function answer(
  tools: readonly Tool[],
  { name, arguments: given = {} }: Asked,
  context: Context,
): Promise<Answer> {
  try {
    const tool = tools.find((one) => one.name === name);
    if (tool === undefined)
      throw new OpsError('E_USAGE', `There is no tool ${name}, or it is not allowed`, {
        hint: 'Acting tools are allowed by name: ops mcp --allow sessions_send,alert_ack',
      });
    const { words, input } = tool.call(checkedArguments(tool, given));
    return await runCommand(words, input ?? null, context);
  } catch (error) {
    return failure(`${errorText(error)}${error instanceof OpsError ? `\n${error.hint}` : ''}`);
  }
}

function failure(text: string): Answer {
  return { content: [{ type: 'text', text }], isError: true };
}

/** The command itself, in a process of its own: nothing that it prints or leaves open reaches the protocol. */
async function runCommand(words: readonly string[], input: string | null, { root, signal }: Context): Promise<Answer> {
  const stdin = input === null ? 'ignore' : 'pipe';
  const child = spawn(process.execPath, [programPath(), ...words, '--json', '--workspace', root], {
    stdio: [stdin, 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    signal,
  });
  child.stdin?.on('error', () => undefined).end(input ?? '');
  if (child.stdout === null || child.stderr === null) throw new Error('the command was started without pipes');
  const exited = new Promise<string>((resolve, reject) => {
    child.on('error', reject).on('exit', (code, end) => {
      resolve(end === null ? `it ended with ${code}` : `it was ended after ${LIMIT_MS / 1_000} s (${end})`);
    });
  });
  const [said, complained, ended] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  if (said === '') return failure(complained.trim() === '' ? ended : complained.trim());
  // A code of its own (an incident is critical, nobody replied) says something and is no mistake; one with "ok": false is.
  const isError = /^\{\s*"ok": false/.test(said);
  return { content: cut(said), ...(isError ? { isError } : {}) };
}

function cut(said: string): Answer['content'] {
  if (said.length <= MOST_CHARACTERS) return [{ type: 'text', text: said }];
  const note = `Cut: the first ${MOST_CHARACTERS} of ${said.length} characters. Ask for less, with limit where the tool has one.`;
  return [said.slice(0, MOST_CHARACTERS), note].map((text) => ({ type: 'text', text }));
}
