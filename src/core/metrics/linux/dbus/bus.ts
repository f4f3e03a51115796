import { connect, type Socket } from 'node:net';
import { errorCode } from '../../../errors.ts';
import { NotHere } from '../../notes.ts';
import { type Call, decodeMessage, encodeCall, type Message, type Value } from './wire.ts';

const BUS = 'org.freedesktop.DBus';

export interface Bus {
  call(call: Call): Promise<Value[]>;
  close(): void;
}

function greeting(): Buffer {
  const user = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
  return Buffer.from(`\0AUTH EXTERNAL ${user}\r\n`);
}

/** A reply that is an error of the called program. */
export class BusError extends Error {
  readonly errorName: string;

  constructor(errorName: string, message: string) {
    super(message);
    this.errorName = errorName;
  }
}

/** Connects to a message bus and answers questions one after another. Every question ends when the signal says so. */
export async function openBus(path: string, signal: AbortSignal): Promise<Bus> {
  const socket = connect({ path, signal });
  socket.unref();
  const waiting = new Map<number, { resolve: (values: Value[]) => void; reject: (error: Error) => void }>();
  let serial = 0;

  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const take = ({ kind, replyTo, errorName, values }: Message) => {
    const asked = replyTo === null ? undefined : waiting.get(replyTo);
    if (asked === undefined || replyTo === null) return;
    waiting.delete(replyTo);
    if (kind === 'error') asked.reject(new BusError(errorName ?? '', String(values[0] ?? errorName)));
    else asked.resolve(values);
  };

  await logIn(socket, path);
  let arrived: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    arrived = Buffer.concat([arrived, chunk]);
    try {
      for (let next = decodeMessage(arrived); next !== null; next = decodeMessage(arrived)) {
        arrived = arrived.subarray(next.length);
        take(next.message);
      }
    } catch (error) {
      fail(error as Error);
      socket.destroy();
    }
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error(`${path} closed the connection`)));

  const call = (what: Call) =>
    new Promise<Value[]>((resolve, reject) => {
      serial += 1;
      waiting.set(serial, { resolve, reject });
      socket.write(encodeCall(serial, what));
    });
  await call({ destination: BUS, path: '/org/freedesktop/DBus', interface: BUS, member: 'Hello', arguments: [] });
  return { call, close: () => socket.destroy() };
}

async function logIn(socket: Socket, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: Error) => {
      const absent = errorCode(error) === 'ENOENT' || errorCode(error) === 'ECONNREFUSED';
      reject(absent ? new NotHere(`no message bus listens at ${path}`) : error);
    };
    const done = (act: () => void) => {
      socket.removeAllListeners('data').removeAllListeners('error').removeAllListeners('close');
      act();
    };
    socket.on('error', (error) => done(() => refuse(error)));
    socket.on('close', () => done(() => reject(new Error(`${path} closed the connection`))));
    socket.on('connect', () => socket.write(greeting()));
    socket.on('data', (chunk: Buffer) =>
      done(() => {
        if (!chunk.toString('latin1').startsWith('OK')) return reject(new Error(`${path} does not let us in`));
        socket.write('BEGIN\r\n');
        resolve();
      }),
    );
  });
}

/** Asks a bus something, with a deadline of its own. */
export async function askBus<T>(
  path: string,
  deadlineMs: number,
  ask: (bus: Bus) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  const deadline = AbortSignal.timeout(deadlineMs);
  const signal = outer === undefined ? deadline : AbortSignal.any([deadline, outer]);
  let bus: Bus | undefined;
  const late = new Promise<never>((_, reject) => {
    const stop = () => reject(new Error(`${path} gave no answer within ${deadlineMs / 1_000} s`));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  late.catch(() => undefined);
  const work = (async () => {
    bus = await openBus(path, signal);
    return await ask(bus);
  })();
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    bus?.close();
  }
}
