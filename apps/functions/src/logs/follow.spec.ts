import { ObjectId } from '@parlance/mongo';
import { expect, it } from 'vitest';
import type { LogDocument } from '../database/documents.ts';
import { askedLines } from './asked-lines.ts';
import { followLines } from './follow.ts';
import type { LinesAsked } from './log.store.ts';

function linesOf(texts: readonly string[], at: number): LogDocument[] {
  return texts.map((text) => ({ _id: new ObjectId(), a: 'one', at: new Date(at), goesAt: new Date(at), rank: 2, text }));
}

it('gives the last lines and each further one once, those that are stored late too, and ends when it is over', async () => {
  const now = Date.now();
  const stored = linesOf(['a', 'b', 'c'], now - 100);
  const find = async ({ from, until, order, limit }: LinesAsked) => {
    const found = stored.filter(({ at }) => at >= from && at <= until).sort((one, other) => Number(one.at) - Number(other.at));
    return (order === 'asc' ? found : found.reverse()).slice(0, limit);
  };
  let isOver = false;
  const options = { store: { find }, now: Date.now, until: now + 60_000, isOver: () => isOver };
  const seen: string[] = [];
  for await (const lines of followLines(askedLines('one', { n: 2 }, now), options)) {
    seen.push(...(lines === 'alive' ? ['alive'] : lines.map(({ text }) => text)));
    if (seen.length === 2) stored.push(...linesOf(['d'], Date.now()), ...linesOf(['late'], now - 1_000));
    if (seen.length === 4) isOver = true;
  }
  expect(seen).toEqual(['b', 'c', 'late', 'd']);
});

it('comes to the end of a flood', async () => {
  const now = Date.now();
  const stored: LogDocument[] = [];
  const find = async ({ from, until, limit }: LinesAsked) => stored.filter(({ at }) => at >= from && at <= until).slice(0, limit);
  const options = { store: { find }, now: Date.now, until: now + 60_000, isOver: () => false };
  let count = 0;
  for await (const lines of followLines(askedLines('one', {}, now), options)) {
    if (lines === 'alive') continue;
    if (stored.length === 0) for (let i = 0; i < 5_000; i++) stored.push(...linesOf([String(i)], now + i));
    else count += lines.length;
    if (count >= 5_000) break;
  }
  expect(count).toBe(5_000);
});
