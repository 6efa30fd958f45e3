import { uniqueName } from '@parlance/testing';
import { ask, type Answer, type Target } from '../../../tools/chaos/load/ask.ts';

/** Between two requests of one kind, so that the machine is left for the others. */
const THINK_MS = 60;

type Work = (target: Target) => Promise<Answer>;

/** Requests that the other services answer: users and sessions, files, functions, Config, events, pushes, schemas. */
const WORKS: Readonly<Record<string, (user: { readonly name: string; readonly token: string }) => Work>> = {
  'log-in':
    ({ name }) =>
    (target) =>
      ask(target, 'POST', '/login', { username: name, password: name }),
  'own user':
    ({ token }) =>
    (target) =>
      ask(withToken(target, token), 'GET', '/users/me'),
  upload: () => (target) => ask(asBytes(target), 'POST', '/files/note.txt', 'some bytes'),
  function: () => (target) => ask(target, 'POST', '/functions/hello', {}),
  config: () => (target) => ask(target, 'GET', '/config'),
  event: () => (target) => ask(target, 'POST', '/events/Opened', { dimensions: {} }),
};

const withToken = ({ headers, ...rest }: Target, token: string): Target => ({
  ...rest,
  headers: { ...headers, 'X-Parse-Session-Token': token },
});
const asBytes = ({ headers, ...rest }: Target): Target => ({ ...rest, headers: { ...headers, 'Content-Type': 'text/plain' } });

/** One request of each kind after the other, over and over, each kind by a client of its own. */
export class MixedLoad {
  readonly #answers: { readonly work: string; readonly answer: Answer }[] = [];
  readonly #loops: Promise<void>[];
  #stopping = false;

  private constructor(target: Target, user: { readonly name: string; readonly token: string }) {
    this.#loops = Object.entries(WORKS).map(([work, make]) => this.#loop(work, make(user), target));
  }

  /** Signs a user up, and begins. @throws Error when that fails */
  static async begin(target: Target): Promise<MixedLoad> {
    const name = uniqueName('user');
    const { body, text } = await ask(target, 'POST', '/users', { username: name, password: name });
    if (typeof body.sessionToken !== 'string') throw new Error(`Nobody was signed up: ${text}`);
    return new MixedLoad(target, { name, token: body.sessionToken });
  }

  /** Resolves when every answer has come. @returns failures as text, and how many requests of each kind were answered well */
  async stop(): Promise<{ readonly failures: readonly string[]; readonly done: Readonly<Record<string, number>> }> {
    this.#stopping = true;
    await Promise.all(this.#loops);
    const isDone = ({ answer }: { readonly answer: Answer }): boolean => answer.outcome === 'done';
    const failures = this.#answers.filter((one) => !isDone(one)).map(({ work, answer }) => `${work}: ${answer.outcome}, ${answer.text}`);
    const done = Object.fromEntries(
      Object.keys(WORKS).map((work) => [work, this.#answers.filter((one) => one.work === work && isDone(one)).length]),
    );
    return { failures, done };
  }

  async #loop(name: string, work: Work, target: Target): Promise<void> {
    while (!this.#stopping) {
      this.#answers.push({ work: name, answer: await work(target) });
      await new Promise((resolve) => setTimeout(resolve, THINK_MS));
    }
  }
}
