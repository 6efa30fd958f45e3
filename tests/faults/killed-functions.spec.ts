import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LaunchedParlance } from './deployment/launched-parlance.ts';
import { eventually } from './eventually.ts';
import { ANSWER_MS_MAX, ask, type Answer } from '../../tools/chaos/load/ask.ts';

const START_MS_MAX = 20_000;
const CALLERS = 64;
/** How soon the callers of a process hear that it is gone. */
const NOTICED_MS_MAX = 3_000;

const CODE = `
const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
Parse.Cloud.define('slow', async ({ params }) => { await later(params.ms); return params.n; });
Parse.Cloud.beforeSave('Slow', async ({ object }) => { await later(object.get('ms')); object.set('seen', true); });
Parse.Cloud.afterSave('Slow', async ({ object }) => {
  const saved = new Parse.Object('Saved');
  await saved.save({ token: object.get('token') }, { useMasterKey: true });
});
`;

describe('killed functions (contract 31, section 1)', () => {
  let parlance: LaunchedParlance;
  const works = async () => (await ask(parlance, 'POST', '/functions/slow', { ms: 0, n: 1 })).outcome === 'done';
  beforeAll(async () => {
    parlance = await LaunchedParlance.start(testServers(), {}, {}, CODE);
    await eventually('the code to be loaded', START_MS_MAX, works);
  });
  afterAll(async () => {
    await parlance?.close();
  });

  it('CLD-32 ERR-11 64 calls under way hear 124 or 503 at once, and later ones are answered', async () => {
    const calls = Array.from({ length: CALLERS }, (_, n) => ask(parlance, 'POST', '/functions/slow', { ms: 8_000, n }));
    await eventually(
      'the calls to run',
      NOTICED_MS_MAX,
      async () => (await ask(parlance, 'POST', '/functions/slow', { ms: 0 })).outcome === 'done',
    );
    await parlance.kill('functions');
    const killed = performance.now();
    const answers = await Promise.all(calls);
    expect(performance.now() - killed).toBeLessThan(NOTICED_MS_MAX);
    expect(answers.filter(({ outcome }) => outcome !== 'unknown' && outcome !== 'refused').map(({ text }) => text)).toEqual([]);
    expect(answers.some(({ outcome }) => outcome === 'unknown')).toBe(true);
    await eventually('functions to run again', START_MS_MAX, works);
  });

  it('OBJ-47 a save whose trigger dies is never half done: it is stored with the changes of the trigger, or not at all', async () => {
    const tokens = Array.from({ length: CALLERS }, (_, n) => `t${n}`);
    const save = (token: string, n: number) => ask(parlance, 'POST', '/classes/Slow', { token, ms: n % 2 === 0 ? 20 : 4_000 });
    const saves = tokens.map(save);
    await Promise.race(saves); // those with a short trigger are being stored
    await parlance.kill('functions');
    const answers: Answer[] = await Promise.all(saves);
    expect(answers.filter(({ outcome }) => outcome === 'wrong').map(({ text }) => text)).toEqual([]);
    expect(Math.max(...answers.map(({ durationMs }) => durationMs))).toBeLessThan(ANSWER_MS_MAX);
    await eventually('functions to run again', START_MS_MAX, works);
    const stored = await (await parlance.database()).collection<{ token: string; seen?: boolean }>('Slow').find().toArray();
    expect(stored.filter(({ seen }) => seen !== true)).toEqual([]);
    const known = new Set(stored.map(({ token }) => token));
    expect(tokens.filter((token, n) => answers[n]?.outcome === 'done' && !known.has(token))).toEqual([]);
    expect(tokens.filter((token, n) => answers[n]?.outcome === 'refused' && known.has(token))).toEqual([]);
    expect(known.size).toBe(stored.length);
  });
});
