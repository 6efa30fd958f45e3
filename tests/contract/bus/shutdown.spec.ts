import { describe, expect, it } from 'vitest';
import { Bus } from '@parlance/bus';
import { contextOf, echo, natsUrl, randomPrefix, slow, startPair, startProbe } from './harness.ts';

describe('a service that stops', () => {
  it('answers 20 slow requests that are in flight', async () => {
    const { caller, probe, stop } = await startPair('split');
    const calls = Array.from({ length: 20 }, () => caller.call(slow, { ms: 400 }, contextOf()));
    await expect.poll(() => probe.bus.load.running).toBe(20);
    await Promise.all([probe.stop(), expect(Promise.all(calls)).resolves.toHaveLength(20)]);
    await stop();
  });

  it('answers requests that were sent just before it stopped listening', async () => {
    const { caller, probe, stop } = await startPair('split');
    const calls = Array.from({ length: 50 }, () => caller.call(slow, { ms: 50 }, contextOf()));
    await caller.flush();
    await Promise.all([probe.stop(), expect(Promise.all(calls)).resolves.toHaveLength(50)]);
    await stop();
  });

  it('lets calls from its own process finish, and takes no more of them', async () => {
    const { caller, probe } = await startPair('fused');
    const call = caller.call(slow, { ms: 300 }, contextOf());
    const stopped = probe.stop();
    await expect(call).resolves.toEqual({ started: 1 });
    await expect(caller.call(slow, { ms: 1 }, contextOf())).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    await stopped;
  });

  it('leaves new requests to other members, so that none is lost', async () => {
    const prefix = randomPrefix();
    const [leaving, staying] = await Promise.all([startProbe(prefix), startProbe(prefix)]);
    const caller = await Bus.connect({ servers: natsUrl(), prefix, name: 'caller' });
    let stopped: Promise<void> | undefined;
    for (let round = 0; round < 40; round++) {
      if (round === 10) stopped = leaving.stop();
      const calls = Array.from({ length: 25 }, () => caller.call(echo, { text: 'x' }, contextOf()));
      await expect(Promise.all(calls)).resolves.toHaveLength(25);
    }
    await stopped;
    await caller.close();
    await staying.stop();
  });

  it('waits no longer than its grace time', async () => {
    const prefix = randomPrefix();
    const probe = await startProbe(prefix, { graceMs: 200 });
    const caller = await Bus.connect({ servers: natsUrl(), prefix, name: 'caller' });
    const call = caller.call(slow, { ms: 5_000 }, contextOf({ deadline: Date.now() + 4_000 }));
    await expect.poll(() => probe.bus.load.running).toBe(1);
    const start = performance.now();
    const outcome = expect(call).rejects.toMatchObject({ kind: 'RequestTimeout' });
    await probe.stop();
    expect(performance.now() - start).toBeLessThan(3_000);
    await outcome;
    await caller.close();
  });

  it('lets no call wait when its bus is closed', async () => {
    const { caller, stop } = await startPair('split');
    const outcome = expect(caller.call(slow, { ms: 500 }, contextOf({ deadline: Date.now() + 20_000 }))).rejects.toMatchObject({
      kind: 'RequestTimeout',
    });
    await caller.close();
    await outcome;
    await expect(caller.call(slow, { ms: 1 }, contextOf())).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    await stop();
  });

  it('leaves callers at once with ServiceUnavailable when it was the last', async () => {
    const { caller, probe, stop } = await startPair('split');
    await probe.stop();
    await expect(caller.call(echo, { text: '' }, contextOf())).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    await stop();
  });
});
