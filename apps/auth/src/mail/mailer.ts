import type { Socket } from 'node:net';
import { type Outbound, OutboundError } from '@parlance/outbound';
import { createTransport } from 'nodemailer';
import type { Sender } from './sender.ts';

/** A mail as it is read by people. */
export interface Mail {
  readonly to: string | readonly string[];
  readonly subject: string;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
}

type Transport = ReturnType<typeof createTransport>;

/** Mail servers that connections are kept to; the one that was used least recently gives way. */
const SERVERS_MAX = 50;
const CONNECT_MS_MAX = 5_000;
/** Longer than servers take to look at a mail, shorter than a job's lock is worth. */
const SILENCE_MS_MAX = 20_000;
const CONNECTIONS_MAX = 2;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Sends mails by SMTP; connections are kept for a while. */
export class Mailer {
  readonly #transports = new Map<string, Transport>();
  readonly #outbound: Outbound;

  /** @param outbound opens the connections to mail servers that apps chose */
  constructor(outbound: Outbound) {
    this.#outbound = outbound;
  }

  /** @throws MailFault when the server did not take the mail: it says why, and holds neither the address nor the text */
  async send(sender: Sender, mail: Mail): Promise<void> {
    const { from, replyTo } = sender;
    try {
      await this.#transport(sender).sendMail({
        from,
        ...(replyTo === undefined ? {} : { replyTo }),
        ...mail,
        // As objects: a string would be read as a list of addresses.
        to: [mail.to].flat().map((address) => ({ name: '', address })),
        // Answers of machines (out of office) are of no use to anybody.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
    } catch (error) {
      throw mailFault(error);
    }
  }

  /** Ends all connections. */
  close(): void {
    for (const transport of this.#transports.values()) transport.close();
    this.#transports.clear();
  }

  #transport({ smtpUrl, chosenBy }: Sender): Transport {
    // An app that names the deployment's server has no part in its connections.
    const key = `${chosenBy} ${smtpUrl}`;
    const known = this.#transports.get(key);
    this.#transports.delete(key);
    const transport = known ?? createTransport(chosenBy === 'app' ? this.#checked(smtpOptions(smtpUrl)) : smtpOptions(smtpUrl));
    this.#transports.set(key, transport);
    const [eldest] = this.#transports.keys();
    if (this.#transports.size > SERVERS_MAX && eldest !== undefined) {
      this.#transports.get(eldest)?.close();
      this.#transports.delete(eldest);
    }
    return transport;
  }

  /** Connections are opened here instead of by the mail client, so that each address is checked when it is connected to. */
  #checked(options: SmtpOptions) {
    const { host, port } = options;
    return {
      ...options,
      getSocket: (_options: unknown, opened: (error: Error | null, details?: { readonly connection: Socket }) => void) => {
        this.#outbound.connect({ host, port, timeoutMs: CONNECT_MS_MAX }).then(
          (connection) => opened(null, { connection }),
          (error: unknown) => opened(error as Error),
        );
      },
    };
  }
}

type SmtpOptions = ReturnType<typeof smtpOptions>;

/**
 * The options that a mail server's address states; all others are decided here. A password is sent to another machine only under
 * encryption.
 */
function smtpOptions(smtpUrl: string) {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const secure = protocol === 'smtps:';
  const auth = username === '' ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return {
    pool: true,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    ...(auth === undefined ? {} : { auth }),
    requireTLS: auth !== undefined && !secure && !LOOPBACK.test(hostname),
    maxConnections: CONNECTIONS_MAX,
    connectionTimeout: CONNECT_MS_MAX,
    greetingTimeout: CONNECT_MS_MAX,
    socketTimeout: SILENCE_MS_MAX,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as const;
}

const REFUSED =
  'A mail was not sent: mail.smtpUrl of the app leads to an address that is not public. PARLANCE_OUTBOUND_ALLOWED lists those that it may have.';

/** Servers quote addresses in their answers: of those only the number is kept. */
function mailFault(error: unknown): MailFault {
  if (error instanceof OutboundError && error.failure === 'refused') return new MailFault(REFUSED, true);
  const { code, responseCode, command } = error as { readonly code?: unknown; readonly responseCode?: unknown; readonly command?: unknown };
  const facts = [code, responseCode, command].filter((fact) => typeof fact === 'string' || typeof fact === 'number');
  const reason = error instanceof OutboundError ? error.failure : facts.join(' ') || 'no reason given';
  return new MailFault(
    `The mail server did not take a mail (${reason}).`,
    typeof responseCode === 'number' && responseCode >= 550 && responseCode <= 559,
  );
}

/** A mail was not sent, or its server did not take it. */
export class MailFault extends Error {
  override readonly name = 'MailFault';
  /** It will not be taken later either. */
  readonly isFinal: boolean;

  constructor(message: string, isFinal: boolean) {
    super(message);
    this.isFinal = isFinal;
  }
}
