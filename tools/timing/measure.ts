import { Agent, request } from 'node:http';
import type { System } from '../bench/systems.ts';
import type { Question, TimedRequest } from './questions.ts';

/** Times of the answers to each kind of a question, in milliseconds, in the order they were taken. */
export type Times = Readonly<Record<string, readonly number[]>>;

/** The first requests warm up connections, caches and compiler, and are not counted. */
const WARM_UP = 20;

/**
 * Asks all kinds of a question in turn, each `amount` times, one request at a time over one connection. Each round has an order of its
 * own, so that no kind always follows the same one.
 */
export async function measure(system: System, { kinds }: Question, amount: number): Promise<Times> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]));
  try {
    for (let round = -WARM_UP; round < amount; round++) {
      for (const kind of shuffled(Object.keys(kinds))) {
        const ms = await timeOf(system, (kinds[kind] as (index: number) => TimedRequest)(round + WARM_UP), agent);
        if (round >= 0) times.get(kind)?.push(ms);
      }
    }
  } finally {
    agent.destroy();
  }
  return Object.fromEntries(times);
}

function timeOf(system: System, { method, path, body, status }: TimedRequest, agent: Agent): Promise<number> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...system.headers,
    ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const asked = request(system.url + path, { method, headers, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const ms = performance.now() - startedAt;
        if (answer.statusCode === status) resolve(ms);
        else reject(new Error(`${method} ${path} was answered by ${answer.statusCode}: ${Buffer.concat(chunks).toString().slice(0, 200)}`));
      });
    });
    asked.on('error', reject);
    asked.end(text);
  });
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  const left = [...items];
  return items.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0] as T);
}
