import { randomBytes } from 'node:crypto';
import { connect, headers, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { natsOptions, startParlance, type AppDeclaration, type Mode, type Parlance, type Replicas } from '@parlance/testing';

/** An answer of the NATS door. `error` is its number as the services API tells it. */
export interface NatsAnswer {
  readonly body: ReturnType<typeof JSON.parse>;
  readonly error: string | undefined;
}

export interface AskOptions {
  /** The deployment owner's when absent. */
  readonly token?: string;
  readonly timeoutMs?: number;
}

/** A deployment with the admin service, and a plain NATS client such as `nats request` is one. */
export class AdminDeployment {
  readonly parlance: Parlance;
  readonly nats: NatsConnection;
  readonly ownerToken: string;

  private constructor(parlance: Parlance, nats: NatsConnection, ownerToken: string) {
    this.parlance = parlance;
    this.nats = nats;
    this.ownerToken = ownerToken;
  }

  static async start(
    mode: Mode,
    apps: readonly AppDeclaration[],
    env: Readonly<Record<string, string>> = {},
    replicas: Replicas = {},
  ): Promise<AdminDeployment> {
    const ownerToken = randomBytes(32).toString('base64');
    const parlance = await startParlance({ mode, apps, replicas, env: { PARLANCE_ADMIN_TOKEN: ownerToken, ...env } });
    return new AdminDeployment(parlance, await connect(natsOptions()), ownerToken);
  }

  subject(operation: string): string {
    return `${this.parlance.name}.admin.${operation}`;
  }

  /** @param operation such as `apps.list` @param request as JSON; a string is sent as it is */
  async ask(operation: string, request: unknown = {}, { token = this.ownerToken, timeoutMs }: AskOptions = {}): Promise<NatsAnswer> {
    const fields = headers();
    if (token !== '') fields.set('Authorization', `Bearer ${token}`);
    if (timeoutMs !== undefined) fields.set('Timeout-Ms', String(timeoutMs));
    const body = typeof request === 'string' ? request : JSON.stringify(request);
    return answerOf(await this.nats.request(this.subject(operation), body, { headers: fields, timeout: 10_000 }));
  }

  async close(): Promise<void> {
    await this.nats.close();
    await this.parlance.close();
  }
}

export function answerOf(message: Msg): NatsAnswer {
  const error = message.headers?.get('Nats-Service-Error-Code') ?? '';
  return { body: message.data.length === 0 ? undefined : message.json(), error: error === '' ? undefined : error };
}
