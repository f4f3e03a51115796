import { growth, percentOf, perSecond } from '../numbers.ts';
import type { Network, NetworkProtocols } from '../readings.ts';

/** Bytes received and sent, errors and drops of both directions, by interface. */
export type NetworkCounters = Record<string, readonly number[]>;

/** Reads /proc/net/dev. The loopback says nothing about the machine's connections. */
export function parseNetDev(text: string): NetworkCounters {
  const counters: NetworkCounters = {};
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon === -1) continue;
    const name = line.slice(0, colon).trim();
    const fields = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
      .map(Number);
    if (name === 'lo' || fields.length < 12 || !fields.every(Number.isFinite)) continue;
    const [
      receivedBytes = 0,
      ,
      receiveErrors = 0,
      receiveDrops = 0,
      ,
      ,
      ,
      ,
      sentBytes = 0,
      ,
      sendErrors = 0,
      sendDrops = 0,
    ] = fields;
    counters[name] = [receivedBytes, sentBytes, receiveErrors + sendErrors, receiveDrops + sendDrops];
  }
  return counters;
}

/** Interfaces that never carried a byte (unused ports, tunnels made by a module) are left out. */
export function networkSince(now: NetworkCounters, before: NetworkCounters | null, seconds: number): Network[] {
  return Object.entries(now)
    .filter(([, [received = 0, sent = 0]]) => received + sent > 0)
    .map(([name, counters]) => {
      const grown = (index: number) => growth(counters[index], before?.[name]?.[index]);
      return {
        interface: name,
        receiveBytesPerSecond: perSecond(grown(0), seconds),
        transmitBytesPerSecond: perSecond(grown(1), seconds),
        errors: grown(2),
        drops: grown(3),
      };
    });
}

/** The counters of one protocol in a file such as /proc/net/snmp: a line of names above a line of numbers, both after its name. */
export function parseProtocol(text: string, protocol: string): Map<string, number> {
  const [names = [], numbers = []] = text
    .split('\n')
    .filter((line) => line.startsWith(`${protocol}:`))
    .map((line) => line.split(' ').slice(1));
  return new Map(names.map((name, position) => [name, Number(numbers[position])]));
}

/** Reads /proc/net/sockstat: `sockets: used 12`, `TCP: inuse 4 orphan 0 tw 1 …`, as `TCP.tw`. */
export function parseSockstat(text: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [title = '', ...pairs] = line.split(' ');
    for (let index = 0; index + 1 < pairs.length; index += 2)
      values.set(`${title.replace(':', '')}.${pairs[index]}`, Number(pairs[index + 1]));
  }
  return values;
}

type Single = Readonly<Record<string, number>>;

export function protocolsSince(
  now: Single,
  before: Single | null,
  sockets: Map<string, number>,
  tracking: { count: number; limit: number } | null,
): NetworkProtocols {
  const sent = growth(now.tcp_out_segments, before?.tcp_out_segments);
  const again = growth(now.tcp_retransmits, before?.tcp_retransmits);
  return {
    // Below 100 segments one lost segment would read as a percentage that nobody would believe.
    retransmittedPercent: sent === null || again === null || sent < 100 ? null : percentOf(again, sent),
    listenOverflows: growth(now.tcp_listen_overflows, before?.tcp_listen_overflows),
    socketsInUse: sockets.get('sockets.used') ?? null,
    timeWait: sockets.get('TCP.tw') ?? null,
    connectionTrackingPercent: tracking === null ? null : percentOf(tracking.count, tracking.limit),
  };
}
