import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bus } from '@parlance/bus';
import { blob, checksum, contextOf, echo, measure, MODES, pattern, startPair, type Probe } from './harness.ts';

const MIB = 1024 * 1024;
const SERVER_MAX_PAYLOAD = MIB;
const WITHIN = { timeout: 20_000 };

const longer = () => contextOf({ deadline: Date.now() + 20_000 });

describe.each(MODES)('a large body, %s', (mode) => {
  let caller: Bus;
  let probe: Probe;
  let stop: () => Promise<void>;
  beforeAll(async () => ({ caller, probe, stop } = await startPair(mode)));
  afterAll(() => stop());

  it.each([SERVER_MAX_PAYLOAD - 1, SERVER_MAX_PAYLOAD, SERVER_MAX_PAYLOAD + 1, 3 * MIB + 17])(
    'of %i bytes comes back whole',
    async (bytes) => {
      const reply = await caller.call(blob, { bytes, status: 201, location: '/files/x' }, longer());
      expect({ ...reply, body: reply.body.length }).toEqual({ status: 201, location: '/files/x', body: bytes });
      expect(Buffer.compare(reply.body, pattern(bytes))).toBe(0);
    },
  );

  it('of 40 MB comes back whole from a server at its default limit', WITHIN, async () => {
    const reply = await caller.call(blob, { bytes: 40 * MIB, status: 200 }, longer());
    expect(Buffer.compare(reply.body, pattern(40 * MIB))).toBe(0);
  });

  it('of 40 MB reaches the handler whole through a server at its default limit', WITHIN, async () => {
    const text = 'grüße, große Welt! '.repeat(2 * MIB).slice(0, 38 * MIB);
    expect(Buffer.byteLength(text)).toBeGreaterThan(40 * 1_000_000);
    const reply = await caller.call(measure, { text }, longer());
    expect(reply).toEqual({ length: text.length, sum: checksum(Buffer.from(text)) });
  });

  it('comes with an identity too large for a header', async () => {
    const identity = { kind: 'user' as const, userId: 'abc', roles: Array.from({ length: 20_000 }, (_, index) => `role ${index}`) };
    const text = 'x'.repeat(3 * MIB);
    const reply = await caller.call(echo, { text }, { ...longer(), identity });
    expect(reply.text === text).toBe(true);
    expect(reply.context.identity).toEqual(identity);
  });

  it('shares the bus with others, small and large', WITHIN, async () => {
    const large = Array.from({ length: 12 }, () => caller.call(blob, { bytes: 4 * MIB, status: 200 }, longer()));
    const small = Array.from({ length: 100 }, (_, index) => caller.call(echo, { text: `${index}` }, longer()));
    expect((await Promise.all(small)).map((reply) => reply.text)).toEqual(Array.from({ length: 100 }, (_, index) => `${index}`));
    for (const reply of await Promise.all(large)) expect(Buffer.compare(reply.body, pattern(4 * MIB))).toBe(0);
  });

  it('leaves nothing behind', async () => {
    await expect.poll(() => probe.bus.load).toEqual({ waiting: 0, running: 0 });
    expect(caller.load.waiting).toBe(0);
  });
});
