import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Bus, type Card } from '@parlance/bus';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { echo, natsUrl, randomPrefix } from './harness.ts';

const handlers = [{ operation: echo, handle: (request: unknown) => request }];
const MONGODB = ['rs0/a:1', 'rs0/b:2'];

describe('two processes on one bus', () => {
  let prefix: string;
  let complaints: ReturnType<typeof vi.spyOn>;
  const buses: Bus[] = [];
  beforeEach(() => {
    prefix = randomPrefix();
    complaints = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });
  afterEach(async () => {
    for (const bus of buses.splice(0)) await bus.close();
    vi.restoreAllMocks();
  });

  const connected = async (keys?: readonly Uint8Array[]): Promise<Bus> => {
    const bus = await Bus.connect({ servers: natsUrl(), prefix, name: 'test', keys });
    buses.push(bus);
    return bus;
  };
  const card = (changes: Partial<Card> = {}): Card => ({
    deployment: 'one',
    services: ['probe'],
    shares: { MongoDB: MONGODB },
    ...changes,
  });

  /** A process that serves already. */
  const settled = async (keys?: readonly Uint8Array[]): Promise<Bus> => {
    const bus = await connected(keys);
    expect(await bus.introduce(card())).toBeUndefined();
    bus.serve(handlers);
    await bus.flush();
    return bus;
  };

  it.each<[string, Partial<Card>]>([
    ['say the same of themselves', {}],
    ['share one member of a set', { shares: { MongoDB: ['rs0/b:2', 'rs0/c:3'] } }],
    ['know different things', { shares: { 'apps file': ['/apps.json'] } }],
    ['know nothing', { shares: { MongoDB: [] } }],
  ])('work together when they %s', async (_, changes) => {
    await settled();
    expect(await (await connected()).introduce(card(changes))).toBeUndefined();
  });

  it.each<[string, Partial<Card>, RegExp]>([
    ['another name', { deployment: 'two' }, /the deployment "one" is on this bus \(probe\), and this process is of "two"/],
    ['another MongoDB', { shares: { MongoDB: ['rs0/c:3'] } }, /the deployment "one" is on this bus \(probe\), and it has another MongoDB/],
  ])('do not when the one that starts has %s', async (_, changes, expected) => {
    await settled();
    expect(await (await connected()).introduce(card(changes))).toMatch(expected);
  });

  it('do not when their keys differ', async () => {
    await settled([randomBytes(32)]);
    expect(await (await connected([randomBytes(32)])).introduce(card())).toMatch(/a different PARLANCE_BUS_KEY/);
  });

  it('add up the things that they say of themselves', async () => {
    const bus = await connected();
    await bus.introduce(card());
    await bus.introduce({ shares: { 'control database': ['x'] } });
    bus.serve(handlers);
    await bus.flush();
    const other = await connected();
    expect(await other.introduce(card({ shares: { MongoDB: MONGODB, 'control database': ['y'] } }))).toMatch(
      /it has another control database/,
    );
  });

  it('that have started at the same moment name each other in the log', async () => {
    const [one, two] = await Promise.all([connected(), connected()]);
    expect(await Promise.all([one.introduce(card()), two.introduce(card({ deployment: 'two' }))])).toEqual([undefined, undefined]);
    one.serve(handlers);
    two.serve(handlers);
    await expect.poll(() => complaints.mock.calls.flat().join('\n')).toMatch(/Two deployments share this bus: the deployment "one"/);
    await expect.poll(() => complaints.mock.calls.flat().join('\n')).toMatch(/Two deployments share this bus: the deployment "two"/);
  });
});
