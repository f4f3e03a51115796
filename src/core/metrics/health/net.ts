import type { TLSSocket } from 'node:tls';
import type { HealthCheckOf } from '../health-check-schema.ts';
import { judgeLatency, type Probe } from './finding.ts';

export const probeTcp: Probe<HealthCheckOf<'tcp'>> = async (check, signal) => {
  const { connect } = await import('node:net');
  const started = performance.now();
  const socket = connect({ host: check.host, port: check.port, signal });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject);
    });
    return judgeLatency(check, performance.now() - started, `port ${check.port} answers`);
  } finally {
    socket.destroy();
  }
};

const DAY_MS = 86_400_000;

export const probeTls: Probe<HealthCheckOf<'tls'>> = async (check, signal) => {
  const { connect } = await import('node:tls');
  const { isIP } = await import('node:net');
  const servername = check.server_name ?? check.host;
  // A certificate that is not trusted is still read, so that its days are known; then it is judged.
  const socket: TLSSocket = connect({
    host: check.host,
    port: check.port,
    rejectUnauthorized: false,
    ...(isIP(servername) === 0 ? { servername } : {}),
  });
  const stop = () => socket.destroy(new Error('no answer'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve).once('error', reject);
    });
    const { valid_to } = socket.getPeerCertificate();
    const days = (Date.parse(valid_to) - Date.now()) / DAY_MS;
    if (!Number.isFinite(days)) return { ok: false, message: 'the server shows no certificate' };
    const value = Math.floor(days);
    if (days < 0) return { ok: false, value, message: `the certificate ran out on ${valid_to}` };
    const problem = socket.authorizationError;
    if (problem && check.verify_certificate)
      return { ok: false, value, message: `the certificate is not trusted: ${String(problem)}` };
    const message = `the certificate is valid for ${value} days more`;
    if (days < check.critical_days) return { ok: false, level: 'critical', value, message };
    if (days < check.warning_days) return { ok: false, level: 'warning', value, message };
    return { ok: true, value, message };
  } finally {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  }
};

export const probeDns: Probe<HealthCheckOf<'dns'>> = async (check, signal) => {
  const { Resolver } = await import('node:dns/promises');
  const resolver = new Resolver({ timeout: check.timeout_seconds * 1_000, tries: 1 });
  if (check.servers.length > 0) resolver.setServers(check.servers);
  const stop = () => resolver.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const started = performance.now();
    const answers = (await resolver.resolve(check.hostname, check.record)) as unknown[];
    const latencyMs = performance.now() - started;
    const texts = answers.map(recordText);
    const lacking = check.expected.filter((value) => !texts.includes(value));
    if (texts.length === 0 || lacking.length > 0) {
      const found = texts.length === 0 ? 'nothing' : texts.join(', ');
      return {
        ok: false,
        latencyMs,
        message: `${check.record} of ${check.hostname} is ${found}, without ${lacking.join(', ')}`,
      };
    }
    return judgeLatency(check, latencyMs, `${check.record} ${texts.join(', ')}`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

/** Addresses and names come as text, TXT as pieces of text, MX as an object. */
function recordText(answer: unknown): string {
  if (Array.isArray(answer)) return answer.join('');
  const { exchange } = answer as { exchange?: unknown };
  return typeof exchange === 'string' ? exchange : String(answer);
}
