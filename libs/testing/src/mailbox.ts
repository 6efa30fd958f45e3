import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { anyFreePort } from '../../../tools/launcher/ports.ts';

/** A mail that arrived. */
export interface ArrivedMail {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Addresses in the text, in order. */
  readonly links: readonly string[];
}

export interface MailboxOptions {
  /** The same one as before, for a server that comes back; a free one when absent. */
  readonly port?: number;
  /** Answers a recipient by a refusal: an SMTP status such as 451 or 550; undefined takes the mail. It may take its time. */
  readonly refuse?: (to: string) => number | undefined | Promise<number | undefined>;
  /** Hears of each connection, whatever it goes on to say. */
  readonly onConnection?: () => void;
}

/** A mail server that takes everything, and shows it. */
export interface Mailbox {
  /** For `PARLANCE_SMTP_URL`. */
  readonly url: string;
  readonly port: number;
  /** All that arrived, in order. */
  readonly mails: readonly ArrivedMail[];
  mailsTo(address: string): readonly ArrivedMail[];
  /** Resolves with mail number `nth` to that address, counted from 1, once it is there. @throws Error after a minute */
  waitForMail(to: string, nth?: number): Promise<ArrivedMail>;
  close(): Promise<void>;
}

/** Longer than it takes until a mail is taken up whose worker died. */
const WAIT_MS_MAX = 60_000;

/** Starts a mail server on the loopback address. Close it in afterAll. */
export async function startMailbox({ port: wanted, refuse, onConnection }: MailboxOptions = {}): Promise<Mailbox> {
  // A port that no outgoing connection is given while the mailbox is closed for a time.
  const port = wanted ?? (await anyFreePort());
  const mails: ArrivedMail[] = [];
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    closeTimeout: 100, // clients keep connections
    onAuth: (auth, _session, done) => done(null, { user: auth.username }),
    onRcptTo: ({ address }, _session, done) => {
      void Promise.resolve(refuse?.(address)).then((status) =>
        done(status === undefined ? null : Object.assign(new Error('Refused by the test.'), { responseCode: status })),
      );
    },
    onData: (stream, { envelope }, done) => {
      simpleParser(stream).then(
        (parsed) => {
          for (const { address } of envelope.rcptTo) mails.push(arrived(address, parsed));
          done();
          for (const look of waiting) look();
        },
        (error: unknown) => done(error as Error),
      );
    },
  });
  if (onConnection !== undefined) server.server.on('connection', onConnection);
  server.on('error', () => undefined); // of connections that a test breaks
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const mailsTo = (to: string) => mails.filter((mail) => mail.to === to);
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    mailsTo,
    waitForMail: (to, nth = 1) =>
      new Promise((resolve, reject) => {
        const end = () => {
          clearTimeout(timer);
          waiting.delete(look);
        };
        const look = () => {
          const mail = mailsTo(to)[nth - 1];
          if (mail === undefined) return;
          end();
          resolve(mail);
        };
        const timer = setTimeout(() => {
          end();
          reject(new Error(`No mail number ${nth} to ${to} arrived; there are ${mailsTo(to).length}.`));
        }, WAIT_MS_MAX);
        waiting.add(look);
        look();
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function arrived(to: string, { from, subject, text, html }: ParsedMail): ArrivedMail {
  const plain = text ?? '';
  return {
    to,
    from: from?.text ?? '',
    subject: subject ?? '',
    text: plain,
    html: typeof html === 'string' ? html : '',
    links: plain.match(/https?:\/\/\S+/g) ?? [],
  };
}
