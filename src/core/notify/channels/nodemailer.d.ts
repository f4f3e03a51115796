/** The little of nodemailer (https://nodemailer.com) that is used here; the package brings no types. */
declare module 'nodemailer' {
  interface Sent {
    accepted: unknown[];
    rejected: unknown[];
    messageId: string;
  }

  interface Transport {
    sendMail(mail: object): Promise<Sent>;
    close(): void;
  }

  export function createTransport(connection: object): Transport;
}
