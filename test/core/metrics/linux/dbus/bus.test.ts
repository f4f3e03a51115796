import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { askBus } from '../../../../../src/core/metrics/linux/dbus/bus.ts';
import { decodeMessage, encodeCall } from '../../../../../src/core/metrics/linux/dbus/wire.ts';
import { readUnits } from '../../../../../src/core/metrics/linux/units.ts';
import { NotHere } from '../../../../../src/core/metrics/notes.ts';
import { temporaryFolder } from '../../temporary-workspace.ts';

const started: ChildProcess[] = [];
const servers: Server[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  for (const server of servers) server.close();
});

/** Packs a reply as systemd does: strings, object paths and one number, each aligned. */
function reply(replyTo: number, signature: string, body: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.write('l', 0);
  head[1] = 2;
  head[3] = 1;
  head.writeUInt32LE(body.length, 4);
  head.writeUInt32LE(replyTo + 100, 8);
  const serial = Buffer.from([5, 1, 'u'.charCodeAt(0), 0, 0, 0, 0, 0]);
  serial.writeUInt32LE(replyTo, 4);
  const kind = Buffer.concat([
    Buffer.from([8, 1, 'g'.charCodeAt(0), 0, signature.length]),
    Buffer.from(`${signature}\0`),
  ]);
  const fields = Buffer.concat([serial, kind]);
  head.writeUInt32LE(fields.length, 12);
  const padding = Buffer.alloc((8 - (fields.length % 8)) % 8);
  return Buffer.concat([head, fields, padding, body]);
}

function packed(units: readonly string[]): Buffer {
  const bytes: number[] = [0, 0, 0, 0];
  const align = (to: number) => {
    while (bytes.length % to !== 0) bytes.push(0);
  };
  const number = (value: number) => {
    align(4);
    bytes.push(value & 255, (value >> 8) & 255, (value >> 16) & 255, value >> 24);
  };
  const text = (value: string) => {
    number(Buffer.byteLength(value));
    bytes.push(...Buffer.from(value), 0);
  };
  align(8);
  const start = bytes.length;
  for (const unit of units) {
    align(8);
    for (const field of [unit, 'A unit', 'loaded', 'failed', 'failed', '', `/org/unit/${unit}`]) text(field);
    number(0);
    text('');
    text('/');
  }
  const body = Buffer.from(bytes);
  body.writeUInt32LE(bytes.length - start, 0);
  return body;
}

/** A bus with a systemd behind it that has the given failed units; `chunk` bytes come at a time. */
async function fakeBus(units: readonly string[], chunk: number): Promise<string> {
  const path = join(temporaryFolder(), 'bus');
  const server = createServer((socket) => {
    let calls = 0;
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      if (data.toString('latin1').startsWith('\0AUTH')) return void socket.write('OK 1234\r\n');
      const text = data.toString('latin1');
      for (const member of text.match(/Hello|ListUnitsFiltered/g) ?? []) {
        calls += 1;
        const hello = Buffer.from([4, 0, 0, 0, ...Buffer.from(':1.7'), 0]);
        const bytes = member === 'Hello' ? reply(calls, 's', hello) : reply(calls, 'a(ssssssouso)', packed(units));
        for (let at = 0; at < bytes.length; at += chunk) socket.write(bytes.subarray(at, at + chunk));
      }
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return path;
}

test('failed units come from systemd’s own answer, however it is cut into pieces', async () => {
  for (const chunk of [1, 7, 10_000]) {
    const path = await fakeBus(['nginx.service', 'backup.timer', '백업.service'], chunk);
    expect(await readUnits(path)).toEqual({ failed: ['backup.timer', 'nginx.service', '백업.service'] });
  }
  expect(await readUnits(await fakeBus([], 100))).toEqual({ failed: [] });
});

test('a machine without a message bus has no units, which is no failure', async () => {
  await expect(readUnits(join(temporaryFolder(), 'nothing'))).rejects.toBeInstanceOf(NotHere);
});

test('a bus that never answers costs its deadline', async () => {
  const path = join(temporaryFolder(), 'silent');
  const server = createServer((socket) => void socket.on('error', () => undefined));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  await expect(askBus(path, 50, async () => 1)).rejects.toThrow('no answer within 0.05 s');
});

test('an answer that is no D-Bus is an error, not a crash', () => {
  expect(() => decodeMessage(Buffer.alloc(32, 'B'))).toThrow('not little-endian');
  expect(decodeMessage(Buffer.from('l'))).toBeNull();
});

const daemon = spawnSync('dbus-daemon', ['--version']).status === 0;

test.skipIf(!daemon)('a real bus daemon understands us, and says that systemd is not there', async () => {
  const path = join(temporaryFolder(), 'bus');
  const child = spawn('dbus-daemon', ['--session', '--nofork', '--print-address', `--address=unix:path=${path}`]);
  started.push(child);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const names = await askBus(path, 2_000, (bus) =>
    bus.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'ListNames',
      arguments: [],
    }),
  );
  expect(names[0]).toContain('org.freedesktop.DBus');
  const owner = await askBus(path, 2_000, (bus) =>
    bus.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'NameHasOwner',
      arguments: ['org.freedesktop.DBus'],
    }),
  );
  expect(owner).toEqual([true]);
  await expect(readUnits(path)).rejects.toBeInstanceOf(NotHere);
});

test('a question is packed as the specification says', () => {
  const bytes = encodeCall(1, {
    destination: 'a.b',
    path: '/a',
    interface: 'a.b',
    member: 'M',
    arguments: [['failed']],
  });
  expect(bytes.readUInt32LE(4)).toBe(4 + 4 + 7);
  expect(bytes.length % 8).toBe((4 + 4 + 7) % 8);
  expect(decodeMessage(bytes)?.message.values).toEqual([['failed']]);
});
