import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../perf/growth/examine.ts';
import { loadGames, makeGames } from '../perf/growth/games.ts';
import { QUESTIONS } from '../perf/growth/questions.ts';

const SIZE = 20_000;

/** The everyday part of `npm run growth`, which asks the same of a million objects. */
describe('the plans of questions that must not cost more as a class grows', () => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode: 'fused' });
    await makeGames(parlance);
    await loadGames(parlance, 0, SIZE);
  });
  afterAll(() => parlance?.close());

  it.each(QUESTIONS.map((question) => [question.title, question] as const))('QRY-37 %s', async (_, question) => {
    const { faults, plan } = await examine(parlance, question, SIZE, 1);
    expect([plan, faults]).toEqual([expect.stringMatching(/^(IDHACK|IXSCAN \{ .+ \}|RECORD_STORE_FAST_COUNT)$/), []]);
  });
});
