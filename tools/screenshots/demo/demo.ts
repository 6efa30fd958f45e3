import type { Parlance, RestAnswer } from '@parlance/testing';
import type { Browser, ConsoleAnswer, ConsoleDeployment } from '../../../tests/contract/console/console-deployment.ts';

export const APP = 'treasure-hunt';
/** An app without objects yet. */
export const NEW_APP = 'word-duel';

/** The members of answers that the demo reads; each answer has those of its operation. */
interface Answer {
  readonly objectId: string;
  readonly name: string;
  readonly object: { readonly objectId: string };
  readonly pushHash: string;
  readonly groups: readonly { readonly id: string }[];
  readonly opened: number;
  readonly total: number;
}

/** The doors by which the demo comes into the app: its clients and its administrators. */
export class Demo {
  readonly parlance: Parlance;
  readonly #administrators: ReadonlyMap<string, Browser>;

  private constructor(parlance: Parlance, administrators: ReadonlyMap<string, Browser>) {
    this.parlance = parlance;
    this.#administrators = administrators;
  }

  /** @param names of administrators who can sign in */
  static async over(deployment: ConsoleDeployment, names: readonly string[]): Promise<Demo> {
    const browsers = new Map<string, Browser>();
    for (const name of names) browsers.set(name, await deployment.signedIn(name));
    return new Demo(deployment.admin.parlance, browsers);
  }

  /** An administrative operation, as the console asks for it. */
  async as(name: string, operation: string, request: object = {}): Promise<Answer> {
    const browser = this.#administrators.get(name);
    if (browser === undefined) throw new Error(`${name} is no administrator of the demo.`);
    return accepted(operation, await browser.call(operation, { app: APP, ...request }));
  }

  /** A request of a client of the app. */
  async client(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return accepted(path, await this.parlance.rest(method, path, body, { headers }));
  }

  /** A request with the master key. */
  async master(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return accepted(path, await this.parlance.masterRest(method, path, body, { headers }));
  }
}

function accepted(asked: string, answer: RestAnswer | ConsoleAnswer): Answer {
  if (answer.status >= 300) throw new Error(`${asked}: ${answer.status} ${answer.text}`);
  return answer.body as Answer;
}
