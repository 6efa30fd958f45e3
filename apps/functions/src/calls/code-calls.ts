import type { config, HttpReply } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { CodedApps } from '../apps/coded-apps.ts';
import type { CodeHost } from '../host/code-host.ts';
import type { CodeSource } from '../host/code-source.ts';
import { tooDeep } from '../host/fates.ts';
import { DEPTH_MAX } from '../host/limits.ts';
import type { Order } from '../host/run.ts';
import type { SessionUsers } from '../host/session-users.ts';

/** Calls of the code of apps, whoever makes them. */
export class CodeCalls {
  readonly #apps: CodedApps;
  readonly #source: CodeSource;
  readonly #host: CodeHost;
  readonly #users: SessionUsers;

  constructor(apps: CodedApps, source: CodeSource, host: CodeHost, users: SessionUsers) {
    this.#apps = apps;
    this.#source = source;
    this.#host = host;
    this.#users = users;
  }

  /** Has the code of the app run a call. @throws the error of the code; CloudCodeFailed, RequestTimeout, ServiceUnavailable */
  async run(order: Omit<Order, 'user'>): Promise<HttpReply> {
    const { context, name } = order;
    if ((context.cloud?.depth ?? 0) > DEPTH_MAX) throw tooDeep();
    const app = this.#apps.known(context.app) ?? (await this.#apps.of(context));
    const code = await this.#source.of(app, context.requestId);
    if (code === undefined) throw new ParseError('CloudCodeFailed', `Invalid function: "${name}"`);
    const user = await this.#users.of(context);
    return this.#host.run(app.id, code, limitsOf(app), { ...order, user });
  }
}

export function limitsOf({ settings }: Pick<config.AppForFunctions, 'settings'>): {
  workersMax: number;
  memoryMb: number;
  idleSeconds: number;
} {
  return settings.cloudCode;
}
