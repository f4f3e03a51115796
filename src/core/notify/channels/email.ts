import { errorText } from '../../errors.ts';
import { oneLine } from '../../text/control.ts';
import { cut } from '../cut.ts';
import type { Outgoing } from '../outgoing.ts';
import { type ChannelType, type SendContext, type SendResult, USUAL } from './channel.ts';

const SUBJECT_LIMIT = 250;
const PORTS = { implicit: 465, starttls: 587, none: 25 } as const;

interface Mail {
  host: string;
  port?: number | undefined;
  tls: 'implicit' | 'starttls' | 'none';
  user?: string | undefined;
  password?: string | undefined;
  from: string;
  to: string | string[];
}

/** One mail to all its receivers, by SMTP. `sent` means that the server took it for every one of them. */
export const email: ChannelType<'email'> = {
  ...USUAL,
  retarget: (settings, target) => ({ ...settings, to: target }),
  async send(settings, message, context) {
    let library: typeof import('nodemailer');
    try {
      library = await import('nodemailer');
    } catch (error) {
      return { status: 'permanent', reason: `nodemailer is not installed: ${errorText(error)}` };
    }
    const transport = library.createTransport(connectionOf(settings));
    const stop = () => transport.close();
    context.signal.addEventListener('abort', stop, { once: true });
    try {
      const sending = transport.sendMail(mailOf(settings, message, context));
      const { accepted, rejected, messageId } = await Promise.race([sending, aborted(context.signal)]);
      if (rejected.length === 0 && accepted.length > 0) return { status: 'sent', providerId: messageId };
      return { status: 'permanent', reason: `${rejected.length} of its receivers were refused` };
    } catch (error) {
      return failure(error);
    } finally {
      context.signal.removeEventListener('abort', stop);
      transport.close();
    }
  },
};

function connectionOf(settings: Mail) {
  const { host, tls, user, password } = settings;
  const limit = email.deadlineMs;
  return {
    host,
    port: settings.port ?? PORTS[tls],
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    connectionTimeout: limit,
    greetingTimeout: limit,
    socketTimeout: limit,
    // A mail holds text alone; nothing in it may make this machine read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
  };
}

function mailOf({ from, to }: Mail, message: Outgoing, { id, first }: SendContext) {
  return {
    from,
    to,
    subject: cut(oneLine(message.title), SUBJECT_LIMIT),
    text: message.text,
    // The same at every attempt: most mailboxes show a repetition once.
    messageId: `<${id}@ops.invalid>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Ops-Severity': message.severity },
    ...(first === null ? {} : { inReplyTo: first.providerId, references: first.providerId }),
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('no answer within the time')), { once: true });
  });
}

/** Replies of 500 and above are for good (RFC 5321), a refused login among them; 400 to 499 and a line that breaks are not. */
function failure(error: unknown): SendResult {
  const { responseCode: code, code: name } = error as { responseCode?: number; code?: string };
  const isPermanent = (code !== undefined && code >= 500) || name === 'EENVELOPE' || name === 'ENOAUTH';
  const isPassing = code !== undefined && code >= 400 && code < 500;
  return { status: isPermanent && !isPassing ? 'permanent' : 'retry', reason: errorText(error) };
}
