import type { cloud } from '@parlance/admin-operations';
import type { StreamReply } from '@parlance/contracts';
import { lineOf, type StoredLine } from './log-lines.ts';

/** The most lines that come first when the log is asked again. */
const AGAIN_LINES = 1_000;
/** A line may be stored so much later than one with a later time. */
const LATE_MS = 5_000;

type Follow = (parameters: Readonly<Record<string, unknown>>) => Promise<Pick<StreamReply, 'body'>>;

/**
 * Lines of a log without end. The service ends its answer after a while: it is then asked for those since the last line, and lines that were
 * told already are left out.
 *
 * @param last lines of the past that come first
 * @throws ParseError of the service
 */
export async function* followLines(follow: Follow, last: number, signal: AbortSignal): AsyncGenerator<{ line: cloud.LogLine }, void> {
  let newest = Date.now();
  let recent: { readonly text: string; readonly at: number }[] = [];
  let parameters: Readonly<Record<string, unknown>> = { size: last };
  while (!signal.aborted) {
    const earlier = new Set(recent.map(({ text }) => text));
    const { body } = await follow(parameters);
    for await (const text of linesOf(body, signal)) {
      if (earlier.has(text)) continue;
      const stored = JSON.parse(text) as StoredLine;
      const at = Date.parse(stored.timestamp);
      newest = Math.max(newest, at);
      recent = [...recent, { text, at }].filter((told) => told.at >= newest - 2 * LATE_MS);
      yield { line: lineOf(stored) };
    }
    parameters = { size: AGAIN_LINES, from: new Date(newest - LATE_MS).toISOString() };
  }
}

/** Lines that are not empty, until the reader goes. */
async function* linesOf(body: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<string, void> {
  const parts = body[Symbol.asyncIterator]();
  const leave = () => void parts.return?.();
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (let part = await parts.next(); part.done !== true && !signal.aborted; part = await parts.next()) {
      const lines = (rest + decoder.decode(part.value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines.filter((line) => line !== '');
    }
  } finally {
    signal.removeEventListener('abort', leave);
    await parts.return?.();
  }
}
