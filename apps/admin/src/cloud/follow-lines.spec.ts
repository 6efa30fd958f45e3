import { expect, it } from 'vitest';
import { followLines } from './follow-lines.ts';

const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
const stored = (message: string, timestamp = at(0)): string => `${JSON.stringify({ level: 'info', message, timestamp })}\n`;

/** An answer in pieces, whatever their bounds. */
async function* answer(...pieces: string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}

it('tells lines across the bounds of pieces, and goes on behind the end of an answer without telling any twice', async () => {
  const [early, one, two] = [stored('early', at(-60_000)), stored('é one'), stored('two')];
  const bytes = Buffer.from(one);
  const cut = bytes.indexOf('é') + 1; // within the letter
  const answers = [
    (async function* () {
      yield* answer(early, '\n');
      yield bytes.subarray(0, cut);
      yield bytes.subarray(cut);
    })(),
    answer(one + two, two), // a line that the log has twice is two lines
    answer(),
  ];
  const asked: Readonly<Record<string, unknown>>[] = [];
  const end = new AbortController();
  const follow = async (parameters: Readonly<Record<string, unknown>>) => {
    asked.push(parameters);
    if (asked.length === answers.length) end.abort();
    return { body: answers[asked.length - 1] as AsyncGenerator<Uint8Array> };
  };
  const told: string[] = [];
  for await (const { line } of followLines(follow, 7, end.signal)) told.push(line.message);
  expect(told).toEqual(['early', 'é one', 'two', 'two']);
  expect(asked[0]).toEqual({ size: 7 });
  expect(Date.parse(asked[1]?.['from'] as string)).toBeLessThan(Date.now());
});

it('leaves the log when its reader goes, also where no line comes', async () => {
  let hasLeft: () => void = () => undefined;
  const left = new Promise<void>((resolve) => (hasLeft = resolve));
  const body = {
    [Symbol.asyncIterator]: () => ({
      next: () => left.then(() => ({ done: true as const, value: undefined })),
      return: async () => {
        hasLeft();
        return { done: true as const, value: undefined };
      },
    }),
  };
  const reader = new AbortController();
  const rows = followLines(async () => ({ body }), 1, reader.signal);
  const next = rows.next();
  reader.abort();
  expect(await next).toEqual({ done: true, value: undefined });
  await left;
});
