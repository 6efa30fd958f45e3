import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Identity } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { absent, blob, contextOf, echo, MODES, noAppContext, pattern, randomPrefix, startPair, startProbe, type Probe } from './harness.ts';

const ROLES = Array.from({ length: 5_000 }, (_, index) => `role ${index}|%é`);
const IDENTITIES: [string, Identity][] = [
  ['the public', { kind: 'public' }],
  ['the master key', { kind: 'master' }],
  ['the read-only master key', { kind: 'readOnlyMaster' }],
  ['maintenance', { kind: 'maintenance' }],
  ['a user without roles', { kind: 'user', userId: 'abc', roles: [] }],
  ['a user with roles of odd names', { kind: 'user', userId: 'a|b%', roles: ['', ' x ', 'Ärzte', 'a|b', 'line\r\nend'] }],
  ['a user with thousands of roles', { kind: 'user', userId: 'abc', roles: ROLES }],
];

describe.each(MODES)('a call, %s', (mode) => {
  let caller: Bus;
  let probe: Probe;
  let stop: () => Promise<void>;
  beforeAll(async () => ({ caller, probe, stop } = await startPair(mode)));
  afterAll(() => stop());

  it('brings the request to the handler and its reply back', async () => {
    const reply = await caller.call(echo, { text: 'grüße' }, contextOf());
    expect(reply.text).toBe('grüße');
  });

  it('uses NATS only when another process serves', async () => {
    expect(caller === probe.bus).toBe(mode === 'fused');
    const call = caller.call(echo, { text: '' }, contextOf());
    expect(caller.load.waiting).toBe(mode === 'fused' ? 0 : 1);
    await call;
  });

  it.each(IDENTITIES)('brings app, deadline, request id and identity of %s along', async (_, identity) => {
    const context = contextOf({ identity, requestId: 'id with | % and é' });
    expect((await caller.call(echo, { text: '' }, context)).context).toEqual(context);
  });

  it('needs no app', async () => {
    const context = noAppContext();
    expect((await caller.call(echo, { text: '' }, context)).context).toEqual(context);
  });

  it('passes status, location and bytes of a REST reply on untouched', async () => {
    const location = '/classes/Gäme/x|y%20z';
    const reply = await caller.call(blob, { bytes: 70_001, status: 201, location }, contextOf());
    expect({ status: reply.status, location: reply.location }).toEqual({ status: 201, location });
    expect(Buffer.compare(reply.body, pattern(70_001))).toBe(0);
  });

  it('passes an empty REST body on', async () => {
    const reply = await caller.call(blob, { bytes: 0, status: 200 }, contextOf());
    expect({ status: reply.status, location: reply.location, length: reply.body.length }).toEqual({
      status: 200,
      location: undefined,
      length: 0,
    });
  });

  it('keeps many calls in flight apart', async () => {
    const texts = Array.from({ length: 500 }, (_, index) => `text ${index}`);
    const replies = await Promise.all(texts.map((text) => caller.call(echo, { text }, contextOf())));
    expect(replies.map((reply) => reply.text)).toEqual(texts);
  });

  it('leaves nothing behind', async () => {
    await caller.call(echo, { text: '' }, contextOf());
    expect(caller.load.waiting).toBe(0);
    await expect.poll(() => probe.bus.load).toEqual({ waiting: 0, running: 0 });
  });

  it('fails with ServiceUnavailable at once when nobody serves the operation', async () => {
    const start = performance.now();
    await expect(caller.call(absent, { text: '' }, contextOf())).rejects.toMatchObject({ kind: 'ServiceUnavailable', status: 503 });
    expect(performance.now() - start).toBeLessThan(5_000); // its deadline is later
  });
});

describe('a process told not to call itself directly', () => {
  it('asks itself over NATS, by the same connection', async () => {
    const probe = await startProbe(randomPrefix(), { local: false });
    const call = probe.bus.call(echo, { text: 'round trip' }, contextOf());
    expect(probe.bus.load.waiting).toBe(1);
    expect((await call).text).toBe('round trip');
    await probe.stop();
  });
});
