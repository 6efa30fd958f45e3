import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processParts } from '../../tools/chaos/parts.ts';
import { isSound, runChaos } from '../../tools/chaos/run.ts';
import { LaunchedParlance } from './deployment/launched-parlance.ts';

let parlance: LaunchedParlance;
beforeAll(async () => void (parlance = await LaunchedParlance.start(testServers())));
afterAll(() => parlance?.close());

it('npm run chaos kills and cuts parts under load, and finds every acknowledged write once', async () => {
  const said: string[] = [];
  const report = await runChaos(
    {
      target: { url: parlance.url, headers: parlance.masterHeaders },
      parts: processParts(parlance.records),
      kill: ['data'],
      cut: ['config'],
      minutes: 0.1,
      everyMs: 4_000,
      cutMs: 2_000,
      writers: 16,
      random: () => 0,
    },
    (sentence) => said.push(sentence),
  );
  expect(report.faults.map(({ kind, part }) => `${kind} ${part}`)).toEqual(['kill data', 'cut config']);
  expect(said).toContain('Killing data.');
  expect(isSound(report)).toBe(true);
  expect(report.acked).toBeGreaterThan(100);
  expect(report.windows.length).toBeGreaterThan(0); // of data, which was alone
  expect(await (await parlance.database()).listCollections({ name: /^(Entry|Counter)_/ }).toArray()).toEqual([]);
});
