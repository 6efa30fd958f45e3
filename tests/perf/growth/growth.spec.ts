/**
 * `npm run growth`: the same questions with ten thousand, a hundred thousand and a million objects. The documents and keys that
 * the database examines must stay as few as they were; times are printed, since those of a shared machine drift.
 */
import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine, type Examination } from './examine.ts';
import { loadGames, makeGames } from './games.ts';
import { QUESTIONS } from './questions.ts';

const SIZES = [10_000, 100_000, 1_000_000] as const;
const ASKINGS = 101;

describe('a class that grows', () => {
  let parlance: Parlance;
  const results: [string, number, Examination][] = [];
  beforeAll(async () => {
    parlance = await startParlance({ mode: 'split' });
    await makeGames(parlance);
  });
  afterAll(async () => {
    await parlance?.close();
    console.log(`\n${table(results)}\n`);
  });

  describe.each(SIZES.map((size, place) => [size, SIZES[place - 1] ?? 0] as const))('%i objects', (size, before) => {
    beforeAll(() => loadGames(parlance, before, size), 600_000);

    it.each(QUESTIONS.map((question) => [question.title, question] as const))('%s', async (title, question) => {
      const examination = await examine(parlance, question, size, ASKINGS);
      results.push([title, size, examination]);
      expect(examination.faults).toEqual([]);
    });
  });
});

function table(results: readonly [string, number, Examination][]): string {
  const rows = results
    .toSorted(([one, small], [other, large]) => order(one) - order(other) || small - large)
    .map(([title, size, { ms, documents, keys, plan }]) => [
      title,
      size.toLocaleString('en'),
      ms.toFixed(2),
      String(documents),
      String(keys),
      plan,
    ]);
  const lines = [['question', 'objects', 'median ms', 'documents', 'keys', 'plan'], ...rows];
  const widths = [32, 10, 10, 10, 6, 0];
  return lines
    .map((line) =>
      line.map((cell, at) => (at === 0 || at === 5 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n');
}

function order(title: string): number {
  return QUESTIONS.findIndex((question) => question.title === title);
}
