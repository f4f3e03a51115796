import { createRequire } from 'node:module';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { channelSchema } from '../../../src/core/notify/channel-schema.ts';
import { send } from '../../../src/core/notify/send.ts';
import { machine, message } from './messages.ts';

const servers: Server[] = [];

afterAll(() => {
  for (const server of servers.splice(0)) server.close();
});

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('nodemailer');
    return true;
  } catch {
    console.warn('skipped: nodemailer is not installed');
    return false;
  }
}

const onlyInstalled = test.skipIf(!isInstalled());

/** A mail server on loopback (RFC 5321). `replies` changes its answer to a command; '' says nothing at all. */
async function mailServer(replies: Record<string, string> = {}) {
  const mails: string[] = [];
  const commands: string[] = [];
  const serve = (socket: Socket) => {
    let data: string[] | null = null;
    let rest = '';
    const say = (line: string) => line !== '' && socket.write(`${line}\r\n`);
    const hear = (line: string) => {
      if (data !== null) {
        if (line !== '.') return void data.push(line);
        mails.push(data.join('\n'));
        data = null;
        return say(replies.END ?? '250 taken');
      }
      commands.push(line);
      const [verb = ''] = line.split(/[ :]/);
      if (verb === 'DATA' && replies.DATA === undefined) data = [];
      say(replies[verb] ?? { EHLO: '250 test', DATA: '354 go on', QUIT: '221 bye' }[verb] ?? '250 ok');
    };
    say(replies.GREETING ?? '220 test');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const lines = `${rest}${chunk.toString('utf8')}`.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) hear(line);
    });
  };
  const server = createServer(serve);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const settings = { type: 'email', host: '127.0.0.1', port: (server.address() as AddressInfo).port, tls: 'none' };
  return {
    mails,
    commands,
    settings: { ...settings, from: 'ops@example.test', to: ['a@example.test', 'b@example.test'] },
  };
}

function mail(settings: object, given = message(), deadlineMs = 3_000) {
  const channel = channelSchema.parse(settings);
  return send(channel, given, { id: 'a'.repeat(32), machine: machine(), deadlineMs });
}

onlyInstalled(
  'a mail has gone when the server took it for every receiver, and carries the same id at every attempt',
  async () => {
    const { settings, mails, commands } = await mailServer();
    const given = message({ title: '긴급 알람\nBcc: evil@example.test', text: '본문\n.\n끝' });
    const id = `<${'a'.repeat(32)}@ops.invalid>`;
    expect(await mail(settings, given)).toEqual({ status: 'sent', providerId: id });
    expect(commands.filter((line) => line.startsWith('RCPT'))).toHaveLength(2);
    const head = mails[0]?.split('\n\n')[0] ?? '';
    expect(head).toContain(`Message-ID: ${id}`);
    expect(head).not.toMatch(/^Bcc:/m);
    expect(head).toContain('Auto-Submitted: auto-generated');
  },
);

onlyInstalled.each<[string, Record<string, string>, string]>([
  ['busy', { END: '451 try later' }, 'retry'],
  ['too many', { GREETING: '421 too many connections' }, 'retry'],
  ['refused', { END: '554 no spam' }, 'permanent'],
  ['unknown receivers', { RCPT: '550 no such user' }, 'permanent'],
  ['a silent server', { GREETING: '' }, 'retry'],
])('a mail server that is %s', async (_name, replies, status) => {
  const { settings } = await mailServer(replies);
  expect(await mail(settings, message(), 400)).toMatchObject({ status });
});

onlyInstalled('without TLS where it is asked for nothing is sent', async () => {
  const { settings, commands } = await mailServer({ STARTTLS: '502 not here' });
  const result = await mail({ ...settings, tls: 'starttls', user: 'me', password: 'secret-password' });
  expect(result.status).not.toBe('sent');
  expect(commands.some((line) => /AUTH|MAIL/.test(line))).toBe(false);
  expect(JSON.stringify(result)).not.toContain('secret-password');
});
