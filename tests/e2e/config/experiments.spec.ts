import { assignGroup } from '@parlance/statistics';
import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sdkOf } from '../sdk.ts';
import { inGroups, type Group } from './in-groups.ts';

const DEVICES = 360;
const SOON = { timeout: 8_000, interval: 50 };
const DAY_MS = 86_400_000;

describe('A/B tests of Config parameters', () => {
  let parlance: Parlance;
  const ids = Array.from({ length: DEVICES }, (_, n) => `device-${n}`);
  beforeAll(async () => {
    parlance = await startParlance({ mode: 'split', replicas: { gateway: 2, config: 2 }, apps: [{ id: 'test' }, { id: 'other' }] });
    await inGroups(ids, (installationId) => parlance.rest('POST', '/installations', { installationId, deviceType: 'ios' }));
    const params = { banner: 'plain', colour: 'grey', size: 1, alike: 0 };
    expect((await master('PUT', '/config', { params })).body).toEqual({ result: true });
  });
  afterAll(() => parlance?.close());

  const master = (method: string, path: string, body?: object) => parlance.masterRest(method, path, body);
  const as = (installationId: string, more: object = {}) => ({ headers: { 'X-Parse-Installation-Id': installationId, ...more } });
  const read = (installationId: string, gateway = 0) => parlance.rest('GET', '/config', undefined, { gateway, ...as(installationId) });
  const report = async (id: string) => (await master('GET', `/config/experiments/${id}/report`)).body;
  const variantOf = (experimentId: string, installationId: string, sizePercent = 100, variants = 2) => {
    const group = assignGroup({ experimentId, sizePercent, variants }, { objectId: '', installationId });
    return group.kind === 'variant' ? group.index : undefined;
  };
  /** A draft that has started, visible through both gateways. */
  const started = async (experiment: object): Promise<string> => {
    const { status, body } = await master('POST', '/config/experiments', experiment);
    expect([status, body.state]).toEqual([201, 'draft']);
    const move = await master('POST', `/config/experiments/${body.objectId}/start`);
    expect([move.status, move.body.state]).toEqual([200, 'running']);
    return body.objectId as string;
  };
  const seenBy = (parameter: string, value: unknown, id: string) =>
    expect
      .poll(async () => Promise.all([0, 1].map(async (at) => (await read(id, at)).body.params[parameter] as unknown)), SOON)
      .toEqual([value, value]);

  it('run from start to roll-out: every installation keeps its variant, the better one wins and becomes the value', async () => {
    const id = await started({
      name: 'Loud banner',
      variants: [
        { name: 'as it was', values: { banner: 'plain', colour: 'grey' } },
        { name: 'loud', values: { banner: 'LOUD', colour: 'red' } },
      ],
      measure: { event: 'purchase', filter: [{ dimension: 'shop', is: 'main' }], days: 7 },
    });
    const loud = ids.find((one) => variantOf(id, one) === 1)!;
    await seenBy('banner', 'LOUD', loud);

    const tags = new Map<unknown, Set<unknown>>();
    await inGroups(ids, async (installationId) => {
      const [one, other] = await Promise.all([read(installationId), read(installationId.toUpperCase(), 1)]);
      const expected = variantOf(id, installationId) === 1 ? ['LOUD', 'red'] : ['plain', 'grey'];
      expect([one.body.params.banner, one.body.params.colour]).toEqual(expected);
      expect(other.body).toEqual(one.body);
      const tag = one.headers.get('etag');
      tags.set(expected[0], (tags.get(expected[0]) ?? new Set()).add(tag).add(other.headers.get('etag')));
    });
    expect([...tags.values()].map((set) => set.size)).toEqual([1, 1]);
    expect(new Set([...tags.values()].flatMap((set) => [...set])).size).toBe(2);
    const [quietTag, loudTag] = ['plain', 'LOUD'].map((banner) => [...tags.get(banner)!][0] as string);
    const asked = async (tag: string) => (await parlance.rest('GET', '/config', undefined, as(loud, { 'If-None-Match': tag }))).status;
    expect([await asked(loudTag!), await asked(quietTag!)]).toEqual([304, 200]);
    for (const nobody of [undefined, {}]) {
      const { body, headers } = await parlance.rest('GET', '/config', undefined, nobody);
      expect([body.params.banner, headers.get('etag')]).not.toContain('LOUD');
    }
    await read('never-saved'); // is given a variant, and does not count
    // Six in ten of the loud group, two in ten of the other; some send it twice, some elsewhere.
    const buys = (installationId: string, n: number) => n % 10 < (variantOf(id, installationId) === 1 ? 6 : 2);
    const buyers = ids.filter(buys);
    await inGroups(ids, async (installationId) => {
      const n = ids.indexOf(installationId);
      const send = (dimensions: object) =>
        parlance.rest('POST', '/events/purchase', { dimensions }, { gateway: n % 2, ...as(installationId) });
      if (buys(installationId, n)) await send({ shop: 'main' });
      if (n % 10 === 1) await send({ shop: 'main' });
      if (n % 10 === 9) await send({ shop: 'kiosk' });
    });
    const ofGroup = (variant: number, all: readonly string[]) => all.filter((one) => variantOf(id, one) === variant).length;
    const counts = [0, 1].map((variant) => [ofGroup(variant, ids), ofGroup(variant, buyers)]);
    // Each gateway hands on its news by itself: those of the one that was never saved may be the last.
    await expect
      .poll(async () => {
        const { groups, unsaved } = await report(id);
        return [groups.map((group: Group) => [group.exposed, group.converted]), unsaved] as unknown;
      }, SOON)
      .toEqual([counts, 1]);
    const early = await report(id);
    expect(early).toMatchObject({ state: 'running', warnings: [], decision: { winner: null, reason: 'too-early' } });
    expect(early.comparison.difference).toBeCloseTo(counts[1]![1]! / counts[1]![0]! - counts[0]![1]! / counts[0]![0]!, 10);

    const control = await parlance.controlDatabase();
    await control
      .collection<{ _id: string }>('configExperiments')
      .updateOne({ _id: id }, { $set: { startedAt: new Date(Date.now() - 10 * DAY_MS) } });
    const late = await report(id);
    expect(late.decision).toMatchObject({ winner: 'B', interval: { lo: expect.any(Number), hi: expect.any(Number) } });
    const { text, headers } = await master('GET', `/config/experiments/${id}/report?format=text`);
    expect(headers.get('content-type')).toContain('text/plain');
    expect(text).toMatch(
      /^Loud banner \(\w{10}\): running for 10\.0 days \(installations join for the first 14 days\)\nAim: the event "purchase" with shop main within 7 days/,
    );
    expect(text).toMatch(/\nB wins\. /);
    const { body: before } = await master('GET', '/config/versions?limit=1');
    const rolledOut = await master('POST', `/config/experiments/${id}/roll_out`, { choice: 'B' });
    expect(rolledOut.body).toMatchObject({ objectId: id, state: 'decided', choice: 'B' });
    const quiet = ids.find((one) => variantOf(id, one) === 0)!;
    await seenBy('banner', 'LOUD', quiet);
    const { body: versions } = await master('GET', '/config/versions?limit=1');
    const [latest] = versions.results;
    expect(latest).toMatchObject({
      version: before.results[0].version + 1,
      by: { kind: 'master' },
      experiment: { objectId: id, name: 'Loud banner', choice: 'B' },
      changes: [{ name: 'banner', before: { value: 'plain' }, after: { value: 'LOUD' } }, { name: 'colour' }],
    });
    for (const choice of ['A', 'B']) {
      expect((await master('POST', `/config/experiments/${id}/roll_out`, { choice })).body.code).toBe(119);
    }
    await master('POST', '/config/rollback', { version: latest.version - 1 });
    await seenBy('banner', 'plain', loud);
    expect((await report(id)).groups.map((group: Group) => [group.exposed, group.converted])).toEqual(counts);
  });

  it('EXP-04 two at a time are independent, and equal variants have no winner', async () => {
    const same = { name: 'A/A', variants: [{ values: { alike: 1 } }, { values: { alike: 1 } }], measure: { event: 'look' } };
    const part = {
      name: 'Sizes',
      sizePercent: 50,
      variants: [{ values: { size: 2 } }, { values: { size: 3 } }, { values: { size: 4 } }],
      measure: { event: 'look' },
    };
    const [aa, sizes] = [await started(same), await started(part)];
    const third = ids.find((one) => variantOf(sizes, one, 50, 3) === 2)!;
    await seenBy('size', 4, third);
    await inGroups(ids, async (installationId) => {
      const { params } = (await read(installationId, 1)).body;
      const variant = variantOf(sizes, installationId, 50, 3);
      expect([params.alike, params.size]).toEqual([1, variant === undefined ? 1 : variant + 2]);
      if (ids.indexOf(installationId) % 3 === 0) await parlance.rest('POST', '/events/look', {}, as(installationId));
    });
    const expected = [0, 1, 2].map((variant) => ids.filter((one) => variantOf(sizes, one, 50, 3) === variant).length);
    const lookers = ids.filter((_, n) => n % 3 === 0);
    const looked = [0, 1].map((variant) => lookers.filter((one) => variantOf(aa, one) === variant).length);
    await expect.poll(async () => (await report(sizes)).groups.map(({ exposed }: Group) => exposed) as unknown, SOON).toEqual(expected);
    await expect.poll(async () => (await report(aa)).groups.map(({ converted }: Group) => converted) as unknown, SOON).toEqual(looked);
    const control = await parlance.controlDatabase();
    const earlier = { $set: { startedAt: new Date(Date.now() - 30 * DAY_MS) } };
    await control.collection<{ _id: string }>('configExperiments').updateMany({ _id: { $in: [aa, sizes] } }, earlier);
    for (const id of [aa, sizes]) {
      expect((await report(id)).decision).toMatchObject({ winner: null, reason: 'no-difference' });
      expect((await master('POST', `/config/experiments/${id}/stop`)).body.state).toBe('stopped');
    }
    await seenBy('size', 1, third);
  });

  it('Parse.Config of the JS SDK gets the variant of its installation, which counts once it is saved', async () => {
    const Parse = sdkOf(parlance);
    const id = await started({
      name: 'By the SDK',
      variants: [{ values: { colour: 'blue' } }, { values: { colour: 'green' } }],
      measure: { event: 'tap' },
    });
    const installationId = await Parse.CoreManager.getInstallationController().currentInstallationId();
    const variant = variantOf(id, installationId)!;
    const colour = ['blue', 'green'][variant]!;
    await expect.poll(async () => (await Parse.Config.get()).get('colour') as unknown, SOON).toBe(colour);
    await expect.poll(async () => (await report(id)).unsaved as unknown, SOON).toBe(1);
    await Parse.Analytics.track('tap', {});
    await parlance.rest('POST', '/installations', { installationId, deviceType: 'web' });
    await expect.poll(async () => (await report(id)).groups[variant] as unknown, SOON).toMatchObject({ exposed: 1, converted: 1, rate: 1 });
    expect((await report(id)).unsaved).toBe(0);
  });

  describe('in another app', () => {
    const other = (method: string, path: string, body?: unknown, more: object = {}) =>
      parlance.masterRest(method, path, body, { app: parlance.app('other'), ...more });
    const client = (installationId: string) =>
      parlance.rest('GET', '/config', undefined, { app: parlance.app('other'), ...as(installationId) });
    const RIGHT = { name: 'n', variants: [{ values: { shown: 'a' } }, { values: { shown: 'b' } }], measure: { event: 'buy' } };
    const draft = async (more: object = {}) => (await other('POST', '/config/experiments', { ...RIGHT, ...more })).body.objectId as string;
    beforeAll(async () => {
      await other('PUT', '/config', { params: { shown: 'plain', hidden: 's', logo: 1 }, masterKeyOnly: { hidden: true } });
      for (const [installationId, deviceType] of [
        ['phone', 'ios'],
        ['robot', 'android'],
      ])
        await other('POST', '/installations', { installationId, deviceType });
    });

    it('an audience and conditions decide in `config`; the experiment goes before conditions, and hidden parameters stay hidden', async () => {
      const conditions = { shown: [{ name: 'everybody', when: { percentage: { below: 100 } }, value: 'by condition' }] };
      await other('PUT', '/config', { conditions });
      const file = { __type: 'File', name: '0123456789abcdef0123456789abcdef_a.png' };
      const variants = ['a', 'b'].map((shown) => ({ values: { shown, logo: [file] } }));
      const id = await draft({ when: { deviceType: ['ios'] }, variants });
      expect((await other('POST', `/config/experiments/${id}/start`)).status).toBe(200);
      const mine = ['a', 'b'][variantOf(id, 'phone')!];
      await expect.poll(async () => (await client('phone')).body.params.shown as unknown, SOON).toBe(mine);
      const { params } = (await client('phone')).body;
      expect([params.logo[0].url, params.hidden]).toEqual([expect.stringMatching(/^http.*\/files\/other\//), undefined]);
      expect((await client('robot')).body.params).toEqual({ shown: 'by condition', logo: 1 });
      expect((await client('stranger')).body.params.shown).toBe('by condition');
      const { body } = await other('POST', '/config/preview', { installationId: 'phone' });
      expect(body.why.shown).toMatchObject({ value: mine, experiment: { objectId: id, variant: 'AB'[variantOf(id, 'phone')!] } });
      await expect
        .poll(
          async () => (await other('GET', `/config/experiments/${id}/report`)).body.groups[variantOf(id, 'phone')!].exposed as unknown,
          SOON,
        )
        .toBe(1);
      await other('PUT', '/config', { conditions: { shown: [] }, masterKeyOnly: { shown: true, logo: true } });
      await expect.poll(async () => (await client('phone')).body.params as unknown, SOON).toEqual({});
      await other('PUT', '/config', { masterKeyOnly: { shown: false, logo: false } });
      await other('POST', `/config/experiments/${id}/stop`);
    });

    it('hostile input, wrong moves and all but one of two at once are refused', async () => {
      const id = await draft();
      const moves = async (of: string, move: string, body: unknown = {}) =>
        (await other('POST', `/config/experiments/${of}/${move}`, body)).body.code as unknown;
      expect(await moves('nothing123', 'start')).toBe(101);
      for (const hostile of ['%24ne', 'a%00b', '__proto__', '..']) expect([101, 108]).toContain(await moves(hostile, 'start'));
      for (const choice of [undefined, 'C', 'a', 0, { $ne: null }, ['A']]) expect(await moves(id, 'roll_out', { choice })).toBe(107);
      expect([await moves(id, 'stop'), await moves(id, 'roll_out', { choice: 'A' })]).toEqual([119, 119]);
      const codes = await Promise.all(
        [
          { ...RIGHT, when: { installationId: ['mine'] } },
          { ...RIGHT, variants: [{ values: { constructor: 1 } }, { values: { constructor: 1 } }] },
          { ...RIGHT, measure: { event: 'a\u0000' } },
          { ...RIGHT, objectId: 'mine', state: 'running' },
          [],
        ].map(async (body) => (await other('POST', '/config/experiments', body)).body.code as unknown),
      );
      expect(codes).toEqual([107, 105, 160, 107, 107]);
      for (const values of [{ nowhere: 1 }, { hidden: 1 }]) {
        const bad = await draft({ variants: [{ values }, { values }] });
        expect(await moves(bad, 'start')).toBe(111);
        expect((await other('DELETE', `/config/experiments/${bad}`)).body).toEqual({});
      }
      expect((await other('GET', '/config/experiments?state=nonsense')).body.code).toBe(102);
      expect((await other('GET', `/config/experiments/${id}/report?format=xml`)).body.code).toBe(102);
      const rivals = [id, await draft()];
      const starts = await Promise.all(rivals.map((one) => moves(one, 'start')));
      expect([...starts].sort()).toEqual([137, undefined].sort());
      const running = rivals[starts.indexOf(undefined)]!;
      expect([await moves(running, 'start'), (await other('PUT', `/config/experiments/${running}`, RIGHT)).body.code]).toEqual([119, 119]);
      expect((await other('DELETE', `/config/experiments/${running}`)).body.code).toBe(119);
      const choices = await Promise.all(['A', 'B', 'A', 'B'].map((choice) => moves(running, 'roll_out', { choice })));
      expect(choices.filter((code) => code === undefined).length).toBeGreaterThan(0);
      const { choice } = (await other('GET', `/config/experiments/${running}`)).body;
      expect((await other('GET', '/config')).body.params.shown).toBe({ A: 'a', B: 'b' }[choice as 'A' | 'B']);
      const made = (await other('GET', '/config/versions')).body.results.filter(({ experiment }: { experiment?: object }) => experiment);
      expect(made).toHaveLength(1);
    });

    it('a roll-out that broke off is completed by the same request alone, and one that cannot be done leaves the choice open', async () => {
      const id = await draft();
      const rollOut = async (choice: string) => (await other('POST', `/config/experiments/${id}/roll_out`, { choice })).body;
      await other('POST', `/config/experiments/${id}/start`);
      const fill = (length: number) => other('PUT', '/config', { params: { filler: 'x'.repeat(length) } });
      expect((await fill(131_000)).status).toBe(200);
      const { status } = await other('PUT', '/config', { params: { filler2: 'x'.repeat(20) } });
      expect(status).toBe(200);
      const control = (await parlance.controlDatabase()).collection<{ _id: string }>('configExperiments');
      await control.updateOne({ _id: id }, { $set: { 'variants.0.values': JSON.stringify({ shown: 'y'.repeat(200) }) } });
      expect((await rollOut('A')).code).toBe(116);
      expect((await other('GET', `/config/experiments/${id}`)).body).toMatchObject({ state: 'running' });
      await other('PUT', '/config', { params: { filler: { __op: 'Delete' }, filler2: { __op: 'Delete' } } });
      await control.updateOne({ _id: id }, { $set: { choice: 1 } }); // as a process leaves it that was killed in between
      expect((await rollOut('A')).code).toBe(119);
      expect(await rollOut('B')).toMatchObject({ state: 'decided', choice: 'B' });
      expect((await other('GET', '/config')).body.params.shown).toBe('b');
    });

    it('are for the master key; the one that only reads may read', async () => {
      const id = await draft();
      const paths = ['/config/experiments', `/config/experiments/${id}`, `/config/experiments/${id}/report`];
      for (const path of paths) {
        const statuses = (['readOnlyMaster', 'rest', 'javascript', 'client', 'none'] as const).map(
          async (key) => (await other('GET', path, undefined, { key })).status,
        );
        expect(await Promise.all(statuses)).toEqual([200, 403, 403, 403, 403]);
      }
      for (const [method, path] of [
        ['POST', '/config/experiments'],
        ['PUT', `/config/experiments/${id}`],
        ['DELETE', `/config/experiments/${id}`],
        ...['start', 'stop', 'roll_out'].map((move) => ['POST', `/config/experiments/${id}/${move}`] as const),
      ] as const) {
        for (const key of ['readOnlyMaster', 'rest'] as const) expect((await other(method, path, RIGHT, { key })).body.code).toBe(119);
      }
      expect((await other('GET', `/config/experiments/${id}`)).body).toMatchObject({ state: 'draft', history: [{ action: 'created' }] });
      expect((await parlance.masterRest('GET', `/config/experiments/${id}`)).body.code).toBe(101); // another app's
    });
  });
});
