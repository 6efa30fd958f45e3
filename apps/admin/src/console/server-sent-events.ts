import { setTimeout as delay } from 'node:timers/promises';
import { httpErrorOf } from './http-errors.ts';

/** So often a comment is sent where there is nothing to tell: proxies and the bus end streams that are silent, and nobody may listen any more. */
const BEAT_MS = 5_000;
const BEAT = Symbol('beat');

/**
 * Replies as server-sent events: one `data:` line of JSON each, and `event: end` or `event: error` as the last one.
 *
 * @param gone aborted once nobody takes events any more
 */
export async function* eventsOf(
  replies: AsyncIterator<object, void>,
  requestId: string,
  gone: AbortController,
): AsyncGenerator<Uint8Array> {
  try {
    let next = replies.next();
    for (;;) {
      const told = await orBeat(next);
      if (told === BEAT) yield Buffer.from(': beat\n\n');
      else if (told.done === true) return yield event('end', {});
      else {
        yield event('message', told.value);
        next = replies.next();
      }
    }
  } catch (error) {
    yield event('error', { ...httpErrorOf(error).body, requestId });
  } finally {
    gone.abort();
    replies.return?.().catch(() => undefined); // Its faults have nobody to be told to.
  }
}

async function orBeat<Told>(next: Promise<Told>): Promise<Told | typeof BEAT> {
  const settled = new AbortController();
  try {
    return await Promise.race([next, delay<typeof BEAT>(BEAT_MS, BEAT, { signal: settled.signal, ref: false })]);
  } finally {
    next.catch(() => undefined); // Where the row is left before it is told.
    settled.abort();
  }
}

function event(name: string, data: object): Uint8Array {
  const head = name === 'message' ? '' : `event: ${name}\n`;
  return Buffer.from(`${head}data: ${JSON.stringify(data)}\n\n`);
}
