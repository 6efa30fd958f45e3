import { defaultSettingsFor } from '@parlance/app-settings';
import { RegistryCopy } from '@parlance/apps';
import { Bus } from '@parlance/bus';
import { config } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { testServers, uniqueName } from '@parlance/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuthApps } from '../../../apps/auth/src/records/apps.ts';

const REQUEST = 'request-1';
/** The same rules for every service that asks. */
const OPERATIONS = [config.appForGateway, config.appForData, config.appForAuth] as const;
const ENTRIES_MAX = 100;
/** So short that each read is a question to the registry. */
const TTL_MS = 1;
const away = () => new ParseError('ServiceUnavailable', 'Away.');

let registry: Bus;
let service: Bus;
/** The answer of `config` at the moment. */
let answer: (appId: string) => unknown;
let asked: string[];

beforeEach(async () => {
  const options = { servers: testServers().natsUrl, prefix: uniqueName('apps'), name: 'test' };
  [registry, service] = await Promise.all([Bus.connect(options), Bus.connect(options)]);
  asked = [];
  answer = (id) => ({ app: wire(id) });
  const handle = async (request: unknown) => {
    const { appId } = request as { appId: string };
    asked.push(appId);
    return (await answer(appId)) as never;
  };
  registry.serve(OPERATIONS.map((operation) => ({ operation, handle })));
  await registry.flush();
});
afterEach(() => Promise.all([registry.close(), service.close()]));

function wire(id: string) {
  const settings = { ...defaultSettingsFor('gateway'), ...defaultSettingsFor('data'), ...defaultSettingsFor('auth') };
  return { id, name: 'Game', enabled: true, version: 1, keys: {}, database: { name: 'game', collectionPrefix: '' }, settings };
}

const copyOf = (operation: (typeof OPERATIONS)[number], ttlMs: number) =>
  new RegistryCopy(service, {
    operation: operation as typeof config.appForAuth,
    compile: ({ id }) => ({ id }),
    entriesMax: ENTRIES_MAX,
    ttlMs,
  });

describe.each(OPERATIONS)('a copy of the registry: $subject', (operation) => {
  it('asks once for all who need an app at the same time, and answers from memory afterwards', async () => {
    const copy = copyOf(operation, 60_000);
    const found = await Promise.all(Array.from({ length: 50 }, () => copy.get('game', REQUEST)));
    expect(new Set(found)).toEqual(new Set([{ id: 'game' }]));
    expect(copy.known('game')).toBe(found[0]);
    expect(asked).toEqual(['game']);
  });

  it('goes on with its copy while the registry does not answer', async () => {
    const copy = copyOf(operation, TTL_MS);
    const known = await copy.get('game', REQUEST);
    for (const refusal of [away, () => new ParseError('RequestTimeout', 'Late.')]) {
      answer = () => Promise.reject(refusal());
      await vi.waitUntil(() => copy.known('game') === undefined);
      expect(await copy.of({ app: 'game', requestId: REQUEST })).toBe(known);
    }
    await registry.close();
    await vi.waitUntil(() => copy.known('game') === undefined);
    expect(await copy.get('game', REQUEST)).toBe(known);
    await expect(copy.get('never-seen', REQUEST)).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
  });

  it('goes on with its copy when the connection was lost meanwhile, too', async () => {
    const copy = copyOf(operation, 60_000);
    const known = await copy.get('game', REQUEST);
    copy.clear();
    await registry.close();
    expect(copy.known('game')).toBeUndefined();
    expect(await copy.get('game', REQUEST)).toBe(known);
  });

  it('waits for a registry that is silent only for a moment, takes its late answer, and asks it again', async () => {
    const copy = copyOf(operation, 60_000);
    const known = await copy.get('game', REQUEST);
    const held = Promise.withResolvers<unknown>();
    answer = () => held.promise;
    copy.clear();
    const startedAt = performance.now();
    expect(await copy.get('game', REQUEST)).toBe(known);
    expect(performance.now() - startedAt).toBeLessThan(2_500); // its deadline is longer
    held.resolve({ app: wire('game') });
    await vi.waitUntil(() => copy.known('game') !== undefined && copy.known('game') !== known);
    expect(asked).toEqual(['game', 'game']);
  });

  it('takes no late answer that a change has overtaken', async () => {
    const copy = copyOf(operation, 60_000);
    await copy.get('game', REQUEST);
    const held = Promise.withResolvers<unknown>();
    answer = () => held.promise;
    copy.clear();
    await copy.get('game', REQUEST);
    copy.forget('game');
    answer = () => ({ app: null });
    expect(await copy.get('game', REQUEST)).toBeUndefined();
    held.resolve({ app: wire('game') });
    await service.flush();
    expect(await copy.get('game', REQUEST)).toBeUndefined();
  });

  it('keeps no copy of an app that the registry has said to be gone', async () => {
    const copy = copyOf(operation, TTL_MS);
    await copy.get('game', REQUEST);
    answer = () => ({ app: null });
    await vi.waitUntil(async () => (await copy.get('game', REQUEST)) === undefined);
    answer = () => Promise.reject(away());
    await vi.waitUntil(() =>
      copy.get('game', REQUEST).then(
        () => false,
        (error: ParseError) => error.kind === 'ServiceUnavailable',
      ),
    );
  });

  it('does not hide faults of the registry itself', async () => {
    const copy = copyOf(operation, TTL_MS);
    await copy.get('game', REQUEST);
    answer = () => Promise.reject(new Error('broken'));
    await vi.waitUntil(() => copy.known('game') === undefined);
    await expect(copy.get('game', REQUEST)).rejects.toMatchObject({ kind: 'InternalServerError' });
  });

  it('forgets an app when an event tells of a change, also for times when the registry is away', async () => {
    const copy = copyOf(operation, 60_000);
    const end = copy.follow();
    await service.flush();
    await copy.get('game', REQUEST);
    registry.publish(config.appChanged, { app: 'game', version: 2 });
    await vi.waitUntil(() => copy.known('game') === undefined);
    answer = () => Promise.reject(away());
    await expect(copy.get('game', REQUEST)).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
    end();
  });

  it('keeps no copy of an answer that a change has overtaken', async () => {
    const copy = copyOf(operation, TTL_MS);
    const held = Promise.withResolvers<unknown>();
    answer = () => held.promise;
    const old = copy.get('game', REQUEST);
    await vi.waitUntil(() => asked.length === 1);
    copy.forget('game');
    held.resolve({ app: wire('game') });
    await old;
    answer = () => Promise.reject(away());
    await expect(copy.get('game', REQUEST)).rejects.toMatchObject({ kind: 'ServiceUnavailable' });
  });

  it('forgets everything when the process may have missed events', async () => {
    const copy = copyOf(operation, 60_000);
    await copy.get('game', REQUEST);
    copy.clear();
    expect(copy.known('game')).toBeUndefined();
  });

  it.each([
    ['does not exist', { app: null }],
    ['is disabled', { app: { ...wire('game'), enabled: false } }],
  ])('knows no app that %s, and remembers that', async (_title, reply) => {
    const copy = copyOf(operation, 60_000);
    answer = () => reply;
    expect(await copy.get('game', REQUEST)).toBeUndefined();
    await expect(copy.of({ app: 'game', requestId: REQUEST })).rejects.toMatchObject({ kind: 'InvalidApiKey', status: 403 });
    expect(asked).toEqual(['game']);
  });

  it('does not ask for a string that cannot be an id', async () => {
    const copy = copyOf(operation, 60_000);
    expect(await copy.get('../game', REQUEST)).toBeUndefined();
    expect(asked).toEqual([]);
  });
});

it('auth goes on while config is away, as the gateway and data do', async () => {
  const apps = new AuthApps(service, TTL_MS);
  const known = await apps.of({ app: 'game', requestId: REQUEST });
  await registry.close();
  await vi.waitUntil(() => apps.known('game') === undefined);
  expect(await apps.of({ app: 'game', requestId: REQUEST })).toBe(known);
});
