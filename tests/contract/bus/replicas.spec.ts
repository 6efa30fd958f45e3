import { Logger } from '@nestjs/common';
import { Bus } from '@parlance/bus';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CuttableLine } from './cuttable-line.ts';
import { contextOf, echo, natsUrl, randomPrefix, slow, startProbe, type Probe } from './harness.ts';

const DEADLINE_MS = 10_000;
/** Noticing takes about a second; a busy machine takes longer. */
const NOTICED_MS_MAX = 5_000;

/** Two processes of one service, one of them behind a line that can be held (it is frozen) or cut (it is gone). */
describe('one of two replicas', () => {
  let line: CuttableLine;
  let sound: Probe;
  let faulty: Probe;
  let caller: Bus;
  beforeEach(async () => {
    for (const level of ['error', 'warn', 'log'] as const) vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
    const prefix = randomPrefix();
    line = await CuttableLine.to(natsUrl());
    sound = await startProbe(prefix);
    faulty = await startProbe(prefix, { servers: line.url });
    caller = await Bus.connect({ servers: natsUrl(), prefix, name: 'caller' });
    await expect.poll(inTurn).toBe(true);
  });
  afterEach(async () => {
    await caller.close();
    await sound.stop();
    line.cut();
    await faulty.stop();
    await line.close();
    vi.restoreAllMocks();
  });

  const context = () => contextOf({ deadline: Date.now() + DEADLINE_MS });
  const work = (ms: number) => caller.call(slow, { ms }, context());

  /** True when each of the next two calls goes to another replica. */
  async function bothAreAsked(): Promise<boolean> {
    const before = [sound, faulty].map(({ controller }) => controller.started);
    await Promise.all([work(0), work(0)].map((call) => call.catch(() => undefined)));
    return [sound, faulty].every(({ controller }, index) => controller.started === (before[index] ?? 0) + 1);
  }

  /** NATS alone would leave it to chance. */
  async function inTurn(): Promise<boolean> {
    for (let n = 0; n < 8; n++) if (!(await bothAreAsked())) return false;
    return true;
  }

  /** Two calls that have begun, one at each replica. */
  async function workOnBoth(ms: number): Promise<readonly Promise<unknown>[]> {
    const before = [sound, faulty].map(({ controller }) => controller.started);
    const calls = [work(ms), work(ms)];
    await expect.poll(() => [sound, faulty].map(({ controller }) => controller.started)).toEqual(before.map((started) => started + 1));
    return calls;
  }

  it('that is frozen is left out, and comes back by itself', async () => {
    line.hold();
    const leftOut = async (): Promise<boolean> => {
      const before = faulty.controller.started;
      const quick = () => caller.call(slow, { ms: 0 }, contextOf({ deadline: Date.now() + 300 })).then(() => true);
      const answers = await Promise.all(Array.from({ length: 6 }, () => quick().catch(() => false)));
      return answers.every(Boolean) && faulty.controller.started === before;
    };
    await expect.poll(leftOut, { timeout: NOTICED_MS_MAX, interval: 50 }).toBe(true);
    for (let round = 0; round < 5; round++) expect(await leftOut()).toBe(true);
    line.cut();
    line.restore();
    await expect.poll(inTurn).toBe(true);
  });

  it('that is frozen does not keep the callers of what may be repeated', async () => {
    line.hold();
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: 6 }, (_, n) => caller.call(echo, { text: String(n) }, context())));
    expect(answers.map(({ text }) => text)).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(performance.now() - begun).toBeLessThan(NOTICED_MS_MAX);
  });

  it('that is gone leaves its callers without an answer for a moment alone: the outcome is unknown', async () => {
    const calls = (await workOnBoth(3_000)).map((call) => call.then(() => 'done', (error: { kind: string }) => error.kind)); // prettier-ignore
    const begun = performance.now();
    line.cut();
    await expect(Promise.race(calls)).resolves.toBe('RequestTimeout');
    expect(performance.now() - begun).toBeLessThan(2_500);
    expect((await Promise.all(calls)).toSorted()).toEqual(['RequestTimeout', 'done']);
    expect(await work(0)).toBeDefined();
  });

  it('that is gone costs later requests nothing, as soon as the server has noticed', async () => {
    line.cut();
    const faults = async () =>
      (await Promise.allSettled(Array.from({ length: 20 }, () => work(0)))).filter(({ status }) => status === 'rejected');
    await expect.poll(faults, { timeout: NOTICED_MS_MAX }).toEqual([]);
    expect(await faults()).toEqual([]);
  });

  it('that stops is asked no more, and answers what it has', async () => {
    const calls = await workOnBoth(1_000);
    const stopped = faulty.stop();
    const isAsked = async (): Promise<boolean> => {
      const { started } = faulty.controller;
      for (let n = 0; n < 10; n++) await work(0);
      return faulty.controller.started > started;
    };
    await expect.poll(isAsked).toBe(false);
    await Promise.all(calls);
    await stopped;
    faulty = await startProbe(randomPrefix());
  });
});
