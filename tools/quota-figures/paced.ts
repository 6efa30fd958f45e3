import { Agent, request } from 'node:http';

/** One request that is sent again and again. */
export interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON of a POST; a GET without it. */
  readonly body?: string;
}

export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Times of the requests that were answered, in milliseconds, and how many answers there were of each status. */
export interface Answered {
  readonly times: number[];
  readonly statuses: Record<string, number>;
}

const CONNECTIONS_MAX = 64;
/** Connections stay open between rounds. */
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX });

/**
 * Sends requests at their times, in turn, whether those before have been answered or not. The wait for a turn of this process counts.
 */
export async function sendPaced(requests: readonly Sent[], { perSecond, seconds }: Pace): Promise<Answered> {
  const answered: Answered = { times: [], statuses: {} };
  const all: Promise<void>[] = [];
  const count = Math.round(perSecond * seconds);
  const began = performance.now();
  while (all.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - began) / 1_000) * perSecond) + 1);
    while (all.length < due) {
      const planned = began + (all.length / perSecond) * 1_000;
      all.push(sendOne(requests[all.length % requests.length]!, planned, answered));
    }
    await new Promise((wake) => setTimeout(wake, 1));
  }
  await Promise.all(all);
  return answered;
}

async function sendOne({ url, headers, body }: Sent, planned: number, { times, statuses }: Answered): Promise<void> {
  const status = await new Promise<string>((resolve) => {
    const fields =
      body === undefined ? headers : { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(url, { agent, method: body === undefined ? 'GET' : 'POST', headers: fields }, (response) => {
      response.resume();
      response.once('end', () => resolve(String(response.statusCode)));
      response.once('error', () => resolve('broken off'));
    });
    sent.once('error', () => resolve('broken off'));
    sent.end(body);
  });
  statuses[status] = (statuses[status] ?? 0) + 1;
  times.push(performance.now() - planned);
}

export function share(times: readonly number[], of: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(of * sorted.length))] ?? 0;
}
