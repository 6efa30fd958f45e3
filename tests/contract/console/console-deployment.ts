import type { AppDeclaration, Mode, Replicas } from '@parlance/testing';
import { anyFreePort } from '../../../tools/launcher/ports.ts';
import { AdminDeployment } from '../admin/admin-deployment.ts';

const COOKIE = '__Host-parlance-console';
export const PASSWORD = 'correct horse battery';

/** An answer of the console. */
export interface ConsoleAnswer {
  readonly status: number;
  readonly body: ReturnType<typeof JSON.parse>;
  readonly text: string;
  readonly headers: Headers;
}

/** A deployment with a console, and an owner who can sign in to it. */
export class ConsoleDeployment {
  readonly admin: AdminDeployment;
  readonly url: string;

  private constructor(admin: AdminDeployment, url: string) {
    this.admin = admin;
    this.url = url;
  }

  static async start(
    mode: Mode,
    apps: readonly AppDeclaration[],
    replicas: Replicas = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<ConsoleDeployment> {
    const port = await anyFreePort();
    const admin = await AdminDeployment.start(mode, apps, { PARLANCE_CONSOLE_PORT: String(port), ...env }, replicas);
    return new ConsoleDeployment(admin, `http://127.0.0.1:${port}`);
  }

  /** A link of the first run; null once somebody can sign in. */
  async firstRunLink(): Promise<string | null> {
    return (await this.admin.ask('administrators.first-run-link')).body.link;
  }

  /** An administrator who can sign in. @returns their id */
  async person(name: string, rights: object): Promise<string> {
    const created = await this.admin.ask('administrators.create', { name, email: emailOf(name), ...rights });
    const { id } = created.body.administrator;
    await this.admin.ask('administrators.set-password', { id, password: PASSWORD });
    return id;
  }

  browser(): Browser {
    return new Browser(this.url);
  }

  /** A browser in which they have signed in. */
  async signedIn(name: string): Promise<Browser> {
    const browser = this.browser();
    const answer = await browser.signIn(name);
    if (answer.status !== 200) throw new Error(`${name} cannot sign in: ${answer.text}`);
    return browser;
  }

  close(): Promise<void> {
    return this.admin.close();
  }
}

export function emailOf(name: string): string {
  return `${name.toLowerCase().replaceAll(/[^a-z0-9]/g, '-')}@example.com`;
}

/** Keeps the cookie as a browser does, and sends the token of its session. */
export class Browser {
  readonly url: string;
  cookie: string | undefined;
  csrf: string | undefined;
  /** All that the console has sent, for a look at secrets in it. */
  readonly traffic: string[] = [];

  constructor(url: string) {
    this.url = url;
  }

  async signIn(name: string, more: object = {}): Promise<ConsoleAnswer> {
    const answer = await this.send('POST', '/session', { email: emailOf(name), password: PASSWORD, ...more });
    if (answer.status === 200) this.csrf = answer.body.csrf;
    return answer;
  }

  /** @param operation such as `apps.list` */
  call(operation: string, request: object = {}): Promise<ConsoleAnswer> {
    return this.send('POST', `/api/${operation.replace('.', '/')}`, request);
  }

  async send(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<ConsoleAnswer> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie === undefined ? {} : { cookie: `${COOKIE}=${this.cookie}` }),
        ...(this.csrf === undefined ? {} : { 'x-csrf-token': this.csrf }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    this.#keepCookie(response.headers.getSetCookie());
    this.traffic.push(text);
    return { status: response.status, body: isJson(response) ? JSON.parse(text) : undefined, text, headers: response.headers };
  }

  #keepCookie(sent: readonly string[]): void {
    const line = sent.find((cookie) => cookie.startsWith(`${COOKIE}=`));
    if (line === undefined) return;
    const value = line.slice(COOKIE.length + 1).split(';')[0];
    this.cookie = value === '' ? undefined : value;
  }
}

function isJson(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('application/json') === true;
}
