import { testSeed, type Parlance } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { complaints, startPushDeployment, storeDevices, type PushDeployment } from '../push-deployment.ts';
import { badInstallations } from './bad-installations.ts';
import { badAudiences, badQueries, hostileJson, mixedMistakes, oversize, wrongMembers, type BadPush } from './bad-pushes.ts';

const SIDE_BY_SIDE = 8;
const MIXES = 300;
const DEVICES = 3;

describe('pushes that have to be refused', () => {
  let deployment: PushDeployment;
  let parlance: Parlance;
  beforeAll(async () => {
    deployment = await startPushDeployment('fused', { unconfigured: [] });
    parlance = deployment.parlance;
    await storeDevices(parlance, DEVICES);
  });
  afterAll(() => deployment?.close());
  afterEach(async () => {
    const [app, work] = [await parlance.database(), await parlance.pushDatabase()];
    const stored = [app.collection('_PushStatus'), work.collection('pushes'), work.collection('waves'), work.collection('partitions')];
    expect(await Promise.all(stored.map((collection) => collection.countDocuments()))).toEqual([0, 0, 0, 0]);
    const { apns, fcm, wns, winphone, webPush } = deployment.simulators;
    expect([apns, fcm, wns, winphone, webPush].map(({ report }) => report().counters['requests'] ?? 0)).toEqual([0, 0, 0, 0, 0]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect((Object.prototype as { polluted?: unknown }).polluted).toBeUndefined();
    expect(complaints(parlance)).toEqual([]);
  });

  /** Sends them all, and answers those that were not refused by one of their codes. */
  async function wrongAnswers(pushes: readonly BadPush[]): Promise<readonly unknown[]> {
    const wrong: unknown[] = [];
    const waiting = pushes[Symbol.iterator]();
    const work = async () => {
      for (const { title, body, codes } of waiting) {
        const { status, body: answer } = await parlance.masterRest('POST', '/push', body);
        const { code, error } = (answer ?? {}) as { code?: unknown; error?: unknown };
        if (status !== 400 || !codes.includes(code as number) || typeof error !== 'string' || error === '')
          wrong.push({ title, codes, status, code, error });
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
    return wrong;
  }

  it.each<[string, readonly BadPush[]]>([
    ['PSH-06 PSH-18 PSH-19 members of a wrong type or form', wrongMembers()],
    ['PSH-08 queries that are none, too large, or run code', badQueries()],
    ['PSH-06 PSH-09 audiences and channels', badAudiences()],
    ['PSH-08 payloads that one platform would not take', oversize()],
    ['hostile JSON', hostileJson()],
  ])('%s: the code of the contract, and nothing is stored or sent', async (_, pushes) => {
    expect(await wrongAnswers(pushes)).toEqual([]);
  });

  it('PSH-42 INS-01 INS-05 I9 registrations with a malformed token, id, type, channel or address: the code, and nobody is stored', async () => {
    const wrong: unknown[] = [];
    for (const [body, ...codes] of badInstallations()) {
      const answer = await parlance.rest('POST', '/installations', body);
      const { code } = (answer.body ?? {}) as { code?: number };
      if (answer.status !== 400 || !codes.includes(code ?? 0)) wrong.push({ body, codes, status: answer.status, answer: answer.text });
    }
    expect(wrong).toEqual([]);
    const database = await parlance.database();
    expect(await database.collection('_Installation').countDocuments()).toBe(DEVICES);
  });

  it('mistakes in any mixture, by the seed of the run', async () => {
    const seed = testSeed();
    expect({ seed, wrong: await wrongAnswers(mixedMistakes(MIXES, randomOf(seed))) }).toEqual({ seed, wrong: [] });
  });
});

/** mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
