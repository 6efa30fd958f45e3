import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import { Bus } from '@parlance/bus';
import { event } from '@parlance/contracts';
import { z } from 'zod';
import { CuttableLine } from './cuttable-line.ts';
import { blob, contextOf, echo, natsUrl, randomPrefix, slow, startProbe, type Probe } from './harness.ts';

const counted = event({ subject: 'events.probe.number-counted', payload: z.object({ number: z.number() }) });

describe('a process whose connection to NATS is lost', () => {
  let line: CuttableLine;
  let probe: Probe;
  let caller: Bus;
  beforeEach(async () => {
    vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const prefix = randomPrefix();
    line = await CuttableLine.to(natsUrl());
    [probe, caller] = await Promise.all([startProbe(prefix), Bus.connect({ servers: line.url, prefix, name: 'caller' })]);
  });
  afterEach(async () => {
    await caller.close();
    await probe.stop();
    await line.close();
  });

  const lost = async (): Promise<void> => {
    line.cut();
    await expect.poll(() => caller.connected).toBe(false);
  };
  const found = async (): Promise<void> => {
    line.restore();
    await expect.poll(() => caller.connected, { timeout: 5_000 }).toBe(true);
  };

  it('fails calls with ServiceUnavailable at once and keeps none of them for later', async () => {
    await lost();
    const start = performance.now();
    const calls = Array.from({ length: 10 }, () => caller.call(slow, { ms: 1 }, contextOf()).catch((error: unknown) => error));
    for (const error of await Promise.all(calls)) expect(error).toMatchObject({ kind: 'ServiceUnavailable', code: 2 });
    expect(performance.now() - start).toBeLessThan(5_000);
    await found();
    await caller.flush();
    expect(await caller.call(slow, { ms: 1 }, contextOf())).toEqual({ started: 1 });
  });

  it('finds back by itself, and tells its listeners', async () => {
    const told = vi.fn();
    caller.onReconnect(told);
    const ended = vi.fn();
    caller.onReconnect(ended)();
    await lost();
    expect(told).not.toHaveBeenCalled();
    await found();
    await expect.poll(() => told.mock.calls.length).toBe(1);
    expect(ended).not.toHaveBeenCalled();
    expect((await caller.call(echo, { text: 'back' }, contextOf())).text).toBe('back');
  });

  it('still hears events after it has come back, and its own ones meanwhile', async () => {
    const heard: number[] = [];
    caller.subscribe(counted, ({ number }) => heard.push(number));
    await caller.flush();
    await lost();
    caller.publish(counted, { number: 1 });
    probe.bus.publish(counted, { number: 2 });
    await found();
    await caller.flush();
    probe.bus.publish(counted, { number: 3 });
    await expect.poll(() => heard).toEqual([1, 3]);
  });

  it('sends requests that may be sent twice again, once back', async () => {
    line.hold();
    const call = caller.call(echo, { text: 'asked twice' }, contextOf());
    await expect.poll(() => line.swallowed).toBeGreaterThan(0);
    await lost();
    await found();
    expect((await call).text).toBe('asked twice');
  });

  it('does not send a request again that may not be sent twice: RequestTimeout', async () => {
    const call = caller.call(slow, { ms: 300 }, contextOf({ deadline: Date.now() + 1_500 }));
    await expect.poll(() => probe.controller.started).toBe(1);
    const outcome = expect(call).rejects.toMatchObject({ kind: 'RequestTimeout' });
    await lost();
    await expect.poll(() => probe.bus.load.running).toBe(0); // the reply goes out while nobody can hear it
    await found();
    await outcome;
    expect(probe.controller.started).toBe(1);
  });

  it('gives a large reply up whose parts were lost', async () => {
    line.limit(1_500_000);
    const call = caller.call(blob, { bytes: 20_000_000, status: 200 }, contextOf({ deadline: Date.now() + 2_500 }));
    const outcome = expect(call).rejects.toMatchObject({ kind: 'RequestTimeout' });
    await expect.poll(() => line.exhausted).toBe(true);
    await lost();
    await found();
    await outcome;
    expect(caller.load.waiting).toBe(0);
    await expect.poll(() => probe.bus.load, { timeout: 3_000 }).toEqual({ waiting: 0, running: 0 });
  });
});

describe('connecting', () => {
  it('fails when no server answers, without saying the password', async () => {
    const attempt = Bus.connect({ servers: 'nats://user:geheim@127.0.0.1:9', prefix: 'x', name: 'x' });
    const error = await attempt.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).stack).not.toContain('geheim');
  });
});
