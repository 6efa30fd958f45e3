import { setTimeout as pause } from 'node:timers/promises';
import type { RunningParlance } from '../running-parlance.ts';

/** The deployment that the demo pushes by, and keys of its app. */
export type PushTarget = Pick<RunningParlance, 'serverUrl' | 'appId' | 'javascriptKey' | 'masterKey'>;

/** The members of a `_PushStatus` that the demo shows. */
export interface PushStatus {
  readonly status: string;
  readonly pushHash: string;
  readonly numSent: number;
  readonly numFailed?: number;
  readonly numOpened?: number;
  readonly sentPerType?: Readonly<Record<string, number>>;
  readonly sentPerLocale?: Readonly<Record<string, number>>;
}

interface Part {
  readonly method: string;
  readonly path: string;
  readonly body: object;
}

const LOOK_AGAIN_MS = 100;
const PATIENCE_MS = 60_000;
const ENDED = new Set(['succeeded', 'failed', 'canceled']);

/** The requests of the demo about pushes. The SDK knows no reports and launches, so that these are plain REST. */
export class PushClient {
  readonly #target: PushTarget;
  readonly #mount: string;

  constructor(target: PushTarget) {
    this.#target = target;
    this.#mount = new URL(target.serverUrl).pathname;
  }

  /** @returns the id of the push, or of the experiment; undefined where the deployment has no push providers */
  async send(body: object): Promise<string | undefined> {
    const response = await this.#ask('POST', '/push', body, this.#master());
    const answer = (await response.json()) as { readonly code?: number; readonly error?: string };
    if (answer.code === 115 && answer.error === 'Missing push configuration') return undefined;
    if (!response.ok) throw new Error(`POST /push: ${JSON.stringify(answer)}`);
    return response.headers.get('x-parse-push-status-id') ?? undefined;
  }

  /** The status of a push, once it has ended. @throws Error when it does not come to that within a minute */
  async ended(id: string): Promise<PushStatus> {
    return this.until<PushStatus>(`/push/${id}`, ({ status }) => ENDED.has(status));
  }

  /** Reads with the master key until the answer is as wanted. @throws Error when it does not come to that within a minute */
  async until<Answer>(path: string, isWanted: (answer: Answer) => boolean): Promise<Answer> {
    const late = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await this.read<Answer>(path);
      if (isWanted(answer)) return answer;
      if (performance.now() > late) throw new Error(`GET ${path} did not come to its end: ${JSON.stringify(answer).slice(0, 500)}`);
      await pause(LOOK_AGAIN_MS);
    }
  }

  async read<Answer>(path: string): Promise<Answer> {
    return (await this.#json('GET', path, undefined, this.#master())) as Answer;
  }

  async text(path: string): Promise<string> {
    const response = await this.#ask('GET', path, undefined, this.#master());
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
    return response.text();
  }

  async post<Answer>(path: string, body: object): Promise<Answer> {
    return (await this.#json('POST', path, body, this.#master())) as Answer;
  }

  /** The installations of a query. */
  async count(where: object): Promise<number> {
    const parameters = new URLSearchParams({ where: JSON.stringify(where), count: '1', limit: '0' });
    return (await this.read<{ readonly count: number }>(`/installations?${parameters.toString()}`)).count;
  }

  /** As a client: many requests at once. @throws Error for the first that fails */
  async batch(parts: readonly Part[]): Promise<void> {
    const requests = parts.map(({ path, ...part }) => ({ ...part, path: `${this.#mount}${path}` }));
    const answers = (await this.#json('POST', '/batch', { requests }, this.#client())) as readonly { readonly error?: unknown }[];
    const failed = answers.find(({ error }) => error !== undefined);
    if (failed !== undefined) throw new Error(`POST /batch: ${JSON.stringify(failed.error)}`);
  }

  /** The app of one device tells that its notification was opened. */
  async open(installationId: string, pushHash: string): Promise<void> {
    const at = { __type: 'Date', iso: new Date().toISOString() };
    const headers = { ...this.#client(), 'X-Parse-Installation-Id': installationId };
    await this.#json('POST', '/events/AppOpened', { at, push_hash: pushHash }, headers);
  }

  #master(): Readonly<Record<string, string>> {
    return { 'X-Parse-Master-Key': this.#target.masterKey };
  }

  #client(): Readonly<Record<string, string>> {
    return { 'X-Parse-JavaScript-Key': this.#target.javascriptKey };
  }

  async #json(method: string, path: string, body: object | undefined, headers: Readonly<Record<string, string>>): Promise<unknown> {
    const response = await this.#ask(method, path, body, headers);
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  }

  #ask(method: string, path: string, body: object | undefined, headers: Readonly<Record<string, string>>): Promise<Response> {
    return fetch(`${this.#target.serverUrl}${path}`, {
      method,
      headers: { 'X-Parse-Application-Id': this.#target.appId, 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
