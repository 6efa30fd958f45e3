import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bus } from '@parlance/bus';
import { contextOf, MODES, slow, startPair, type Probe } from './harness.ts';

const TIMEOUT = { kind: 'RequestTimeout', code: 124, message: 'The request took too long.' };

describe.each(MODES)('a deadline, %s', (mode) => {
  let caller: Bus;
  let probe: Probe;
  let stop: () => Promise<void>;
  beforeAll(async () => ({ caller, probe, stop } = await startPair(mode)));
  afterAll(() => stop());

  it('ends a call whose handler is too slow', async () => {
    const start = performance.now();
    await expect(caller.call(slow, { ms: 1_500 }, contextOf({ deadline: Date.now() + 200 }))).rejects.toMatchObject(TIMEOUT);
    const took = performance.now() - start;
    expect(took).toBeGreaterThan(150);
    expect(took).toBeLessThan(1_200);
    await expect.poll(() => probe.bus.load.running, { timeout: 3_000 }).toBe(0);
  });

  it('that has passed already keeps the work from being started', async () => {
    const before = probe.controller.started;
    await expect(caller.call(slow, { ms: 0 }, contextOf({ deadline: Date.now() - 1 }))).rejects.toMatchObject(TIMEOUT);
    await caller.call(slow, { ms: 0 }, contextOf());
    expect(probe.controller.started).toBe(before + 1);
  });

  it('far beyond what timers can hold is no trouble', async () => {
    const { started } = await caller.call(slow, { ms: 1 }, contextOf({ deadline: Number.MAX_SAFE_INTEGER }));
    expect(started).toBeGreaterThan(0);
  });
});
