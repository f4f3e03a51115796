import { createHmac } from 'node:crypto';
import { post } from '../http.ts';
import { type ChannelType, USUAL } from './channel.ts';

/**
 * Any address that takes JSON. With a secret it is signed: X-Ops-Signature is `sha256=` and the HMAC in hexadecimal of
 * `<X-Ops-Timestamp>.<body>`, so a receiver knows who sent it, that nobody changed it, and when. Idempotency-Key is the same at every attempt.
 */
export const webhook: ChannelType<'webhook'> = {
  ...USUAL,
  send({ url, secret, headers }, message, { signal, id }) {
    const { key, severity, title, text, thread, resolves } = message;
    const body = JSON.stringify({ version: 1, id, key, severity, title, text, thread, resolves });
    const stamp = String(Math.floor(Date.now() / 1_000));
    const signed = secret === undefined ? {} : { 'x-ops-signature': signatureOf(secret, stamp, body) };
    const request = {
      url,
      body,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'idempotency-key': id,
        'x-ops-timestamp': stamp,
        ...signed,
        ...headers,
      },
      signal,
    };
    return post(request, () => ({ status: 'sent', providerId: null }));
  },
};

export function signatureOf(secret: string, stamp: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${stamp}.${body}`).digest('hex')}`;
}
