import { ask, type Answer } from '../../../conformance/ask.ts';
import type { Server } from '../../../conformance/pair.ts';
import type { Step } from '../../../conformance/subject.ts';

export type Row = Record<string, unknown>;
const NO_NAMES = new Map<string, string>();

/** The way in which the old app's data is written: requests to the Parse Server, each of which has to succeed. */
export class Writer {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** @throws Error for an answer that is no success */
  async send(method: string, path: string, body?: unknown, more: Partial<Step> = {}): Promise<Row> {
    const answer = await this.try(method, path, body, more);
    if (answer.status > 299) throw new Error(`${method} ${path} was answered by ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Row;
  }

  /** A request that may be refused. */
  try(method: string, path: string, body?: unknown, more: Partial<Step> = {}): Promise<Answer> {
    return ask(this.#server, { title: path, method, path, body, as: 'master', ...more }, NO_NAMES);
  }

  /** Creates an object with the master key. @returns its id */
  async create(className: string, body: Row): Promise<string> {
    return (await this.send('POST', `/classes/${className}`, body))['objectId'] as string;
  }

  /** Creates many, fifty at a time, in their order. @returns their ids */
  async createAll(className: string, bodies: readonly Row[]): Promise<string[]> {
    const ids: string[] = [];
    for (let at = 0; at < bodies.length; at += 50) {
      const requests = bodies.slice(at, at + 50).map((body) => ({ method: 'POST', path: `/parse/classes/${className}`, body }));
      const answers = (await this.send('POST', '/batch', { requests })) as unknown as { success?: { objectId: string } }[];
      for (const { success } of answers) {
        if (success === undefined) throw new Error(`An object of ${className} was refused: ${JSON.stringify(answers).slice(0, 500)}`);
        ids.push(success.objectId);
      }
    }
    return ids;
  }
}
