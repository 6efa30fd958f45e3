import { startParlance, wnsChannel, type Parlance } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  complaints,
  ended,
  expectAccounted,
  send,
  startPushDeployment,
  storeDevices,
  token,
  type PushDeployment,
  type Status,
} from './push-deployment.ts';

const DEVICES = 240;
const NOBODY = { missing: [], repeated: [], strangers: 0 };

describe('pushes to Apple devices', () => {
  let deployment: PushDeployment;
  let parlance: Parlance;
  beforeAll(async () => {
    const settings = { allowClientClassCreation: true };
    const open = { clientPushEnabled: true, restPushEnabled: true };
    deployment = await startPushDeployment('fused', {
      apps: [
        { id: 'test', settings },
        { id: 'open', settings: { ...settings, ...open } },
      ],
    });
    parlance = deployment.parlance;
  });
  afterAll(() => deployment?.close());
  beforeEach(async () => {
    deployment.simulators.apns.change({ reset: true });
    await (await parlance.database()).collection('_Installation').deleteMany({});
    await storeDevices(parlance, DEVICES, (number) => ({
      channels: number % 3 === 0 ? ['Giants'] : ['Mets'],
      badge: number,
      localeIdentifier: ['fr-FR', 'fr_CA', 'en-US', undefined][number % 4],
      timeZone: number % 2 === 0 ? 'Asia/Kolkata' : 'America/New_York',
    }));
  });
  afterEach(() => expect(complaints(parlance)).toEqual([]));

  const coverage = (id: string, numbers: readonly number[]) => deployment.simulators.apns.journal.coverage(id, numbers.map(token));
  const devices = (belongs: (number: number) => boolean = () => true) =>
    Array.from({ length: DEVICES }, (_, number) => number).filter(belongs);
  const stored = async (number: number) =>
    (await parlance.database()).collection('_Installation').findOne({ installationId: `installation-${number}` });
  const payloads = () =>
    deployment.simulators.apns.journal.recent().map(({ token: to, payload }) => [to, JSON.parse(payload) as Payload] as const);
  const status = async (id: string) => (await parlance.masterRest('GET', `/classes/_PushStatus/${id}`)).body as unknown as Status;

  interface Payload {
    readonly aps: { readonly alert?: unknown; readonly badge?: number };
    readonly [key: string]: unknown;
  }

  it('PSH-03 PSH-12 PSH-14 I1 reach the query alone, with custom keys and a push_hash', async () => {
    const id = await send(parlance, { where: { channels: 'Giants', badge: { $lt: 30 } }, data: { alert: 'hi', score: { home: 3 } } });
    const numbers = devices((number) => number % 3 === 0 && number < 30);
    expect(await ended(parlance, id)).toMatchObject({ status: 'succeeded', numSent: numbers.length, numTargeted: numbers.length });
    expect(coverage(id, numbers)).toEqual(NOBODY);
    for (const [, payload] of payloads()) {
      expect(payload).toMatchObject({
        aps: { alert: 'hi' },
        score: { home: 3 },
        push_id: id,
        push_hash: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
    }
  });

  it('PSH-19 raise each stored badge by one, and send that number', async () => {
    const id = await send(parlance, { where: { badge: { $lt: 5 } }, data: { badge: 'Increment' } });
    expect(await ended(parlance, id)).toMatchObject({ numSent: 5 });
    for (const [to, { aps }] of payloads()) expect(token((aps.badge ?? 0) - 1)).toBe(to);
    expect(await stored(4)).toMatchObject({ badge: 5 });
  });

  it('PSH-35 PSH-36 say to each device the text of its language, counted by locale', async () => {
    const data = { alert: 'hello', 'alert-fr': 'bonjour', 'alert-fr-CA': 'allo' };
    const id = await send(parlance, { where: { badge: { $lt: 4 } }, data });
    const end = await ended(parlance, id);
    expect(end['sentPerLocale']).toEqual({ fr: 1, 'fr-ca': 1, default: 2 });
    const texts = Object.fromEntries(payloads().map(([to, { aps }]) => [to, aps.alert]));
    expect(texts).toEqual({ [token(0)]: 'bonjour', [token(1)]: 'allo', [token(2)]: 'hello', [token(3)]: 'hello' });
    expect(
      payloads()
        .flatMap(([, payload]) => Object.keys(payload))
        .filter((key) => key.startsWith('alert-')),
    ).toEqual([]);
  });

  it('T5 PSH-22 count unregistered devices as failed, drop their tokens, and pass nobody over', async () => {
    const gone = devices((number) => number % 5 === 0);
    deployment.simulators.apns.change({ scripts: [{ tokens: gone.map(token), fates: ['Unregistered'] }] });
    const id = await send(parlance, { where: {}, data: { alert: 'hi' } });
    const end = await ended(parlance, id);
    expectAccounted(end);
    expect(end).toMatchObject({ numSent: DEVICES - gone.length, numFailed: gone.length, failedPerReason: { Unregistered: gone.length } });
    expect(
      coverage(
        id,
        devices((number) => number % 5 !== 0),
      ),
    ).toEqual(NOBODY);
    expect(await stored(5)).not.toHaveProperty('deviceToken');
    expect(await stored(5)).toMatchObject({ _tombstone: { dead: { provider: 'apns', reason: 'Unregistered' } } });
    expect(await stored(6)).toHaveProperty('deviceToken', token(6));
  });

  it('T7 PSH-23 try devices again that the provider could not serve, and no others', async () => {
    const busy = devices((number) => number < 7);
    deployment.simulators.apns.change({ scripts: [{ tokens: busy.map(token), fates: ['ServiceUnavailable'], repeat: false }] });
    const id = await send(parlance, { where: {}, data: { alert: 'hi' } });
    const end = await ended(parlance, id);
    expectAccounted(end);
    expect(end).toMatchObject({ numSent: DEVICES, numFailed: 0 });
    expect(coverage(id, devices())).toEqual(NOBODY);
  });

  it('I2 count a device as unknown whose outcome nobody knows, and do not send to it again', async () => {
    deployment.simulators.apns.change({ scripts: [{ tokens: [token(3)], fates: ['reset'] }] });
    const id = await send(parlance, { where: {}, data: { alert: 'hi' } });
    const end = await ended(parlance, id);
    expectAccounted(end);
    expect(end).toMatchObject({ numSent: DEVICES - 1, numUnknown: 1, numFailed: 0 });
  });

  it('PSH-19 T9 I7 wait for their time, are sent once, and can be removed until then', async () => {
    const soon = new Date(Date.now() + 1_500).toISOString();
    const later = new Date(Date.now() + 13 * 86_400_000).toISOString();
    const [kept, removed] = [
      await send(parlance, { where: {}, data: { alert: 'kept' }, push_time: soon }),
      await send(parlance, { where: {}, data: { alert: 'removed' }, push_time: later }),
    ];
    expect((await status(kept)).status).toBe('scheduled');
    expect((await parlance.masterRest('DELETE', `/push/${removed}`)).status).toBe(200);
    expect((await parlance.masterRest('GET', `/push/${removed}`)).body['code']).toBe(101);
    await storeDevices(parlance, 1, () => ({ _id: 'late' as never, installationId: 'late', deviceToken: token(9_999) }));
    expect(await ended(parlance, kept)).toMatchObject({ numSent: DEVICES + 1 });
    expect(coverage(kept, [...devices(), 9_999])).toEqual(NOBODY);
    expect(coverage(removed, [])).toEqual(NOBODY);
    expect((await parlance.masterRest('DELETE', `/push/${kept}`)).body['code']).toBe(115);
  });

  it('T9 I7 stop when they are canceled: devices that are left are not counted', async () => {
    deployment.simulators.apns.change({ behaviours: { latency: { kind: 'fixed', ms: 700 } } });
    const id = await send(parlance, { where: {}, data: { alert: 'hi' } });
    await deployment.simulators.apns.journal.waitFor(50);
    expect((await parlance.masterRest('POST', `/push/${id}/cancel`)).status).toBe(200);
    const end = await ended(parlance, id);
    expectAccounted(end);
    expect(end.status).toBe('canceled');
    expect(end.numSent).toBe(deployment.simulators.apns.journal.length);
    expect(end.numSent).toBeLessThan(DEVICES);
    expect((await parlance.masterRest('POST', `/push/${id}/cancel`)).body['code']).toBe(115);
  });

  it('PSH-16 PSH-17 T9 I7 I1 hand nothing over once they have expired, and count the rest so', async () => {
    deployment.simulators.apns.change({ behaviours: { latency: { kind: 'fixed', ms: 800 } } });
    const id = await send(parlance, { where: {}, data: { alert: 'hi' }, expiration_interval: 1 });
    const end = await ended(parlance, id);
    expectAccounted(end);
    expect(end).toMatchObject({ status: 'succeeded', numTargeted: DEVICES, expiration_interval: 1, numUnknown: 0 });
    expect(end['skippedPerReason']).toEqual({ expired: end.numSkipped });
    expect(end.numSkipped).toBeGreaterThan(0);
    expect(deployment.simulators.apns.journal.length).toBe(end.numSent);
  });

  it('T9 pause and go on, and reach everybody once', async () => {
    deployment.simulators.apns.change({ behaviours: { latency: { kind: 'fixed', ms: 700 } } });
    const id = await send(parlance, { where: {}, data: { alert: 'hi' } });
    await deployment.simulators.apns.journal.waitFor(50);
    expect((await parlance.masterRest('POST', `/push/${id}/pause`)).status).toBe(200);
    const partitions = (await parlance.pushDatabase()).collection('partitions');
    await expect.poll(async () => (await partitions.findOne({ push: `test.${id}` }))?.['state'] as unknown).toBe('ready');
    expect((await status(id)).status).toBe('paused');
    expect(deployment.simulators.apns.journal.length).toBeLessThan(DEVICES);
    expect((await parlance.masterRest('POST', `/push/${id}/resume`)).status).toBe(200);
    expect(await ended(parlance, id)).toMatchObject({ status: 'succeeded', numSent: DEVICES });
    expect(coverage(id, devices())).toEqual(NOBODY);
  });

  it('PSH-20 T10 reach each zone at its wall time, and nobody without a zone', async () => {
    await storeDevices(parlance, 1, () => ({ _id: 'nowhere' as never, installationId: 'nowhere', deviceToken: token(9_998) }));
    const inKolkata = new Date(Date.now() + 2_000 + 330 * 60_000).toISOString().replace('Z', '');
    const id = await send(parlance, { where: {}, data: { alert: 'good morning' }, push_time: inKolkata });
    const kolkata = devices((number) => number % 2 === 0);
    await deployment.simulators.apns.journal.waitFor(kolkata.length);
    await expect.poll(async () => (await status(id)).numSent).toBe(kolkata.length);
    expect(await status(id)).toMatchObject({
      status: 'running',
      numSkipped: 1,
      skippedPerReason: { noTimeZone: 1 },
      sentPerUTCOffset: { 330: 120 },
    });
    const { waves } = (await parlance.masterRest('GET', `/push/${id}`)).body as unknown as { waves: { state: string; zones?: string[] }[] };
    expect(waves.map(({ state, zones }) => [state, zones])).toContainEqual(['ready', ['America/New_York']]);
    expect((await parlance.masterRest('POST', `/push/${id}/cancel`)).status).toBe(200);
    expect((await ended(parlance, id)).status).toBe('canceled');
    expect(coverage(id, kolkata)).toEqual(NOBODY);
  });

  it('give the first push back to a request that is repeated, and send nothing anew', async () => {
    const body = { where: {}, data: { alert: 'once' }, options: { idempotencyKey: 'key-1' } };
    const ids = await Promise.all([send(parlance, body), send(parlance, body), send(parlance, body)]);
    expect(new Set(ids).size).toBe(1);
    const id = ids[0];
    expect(await ended(parlance, id)).toMatchObject({ numSent: DEVICES });
    const headers = { 'X-Parse-Request-Id': 'repeated' };
    const [one, other] = [
      await parlance.masterRest('POST', '/push', { where: { badge: 1 }, data: { alert: 'x' } }, { headers }),
      await parlance.masterRest('POST', '/push', { where: { badge: 1 }, data: { alert: 'x' } }, { headers }),
    ];
    const [first, second] = [one, other].map((answer) => answer.headers.get('x-parse-push-status-id'));
    expect([second, first]).toEqual([first, expect.stringMatching(/^\w{10}$/)]);
    await ended(parlance, first as string);
    expect(coverage(id, devices())).toEqual(NOBODY);
    expect(coverage(first as string, [1])).toEqual(NOBODY);
  });

  it('PSH-06 PSH-09 PSH-18 PSH-19 are refused with the code of the contract, and nothing is sent', async () => {
    const data = { alert: 'x' };
    const refusals: [object, number][] = [
      [{ data }, 115],
      [{ where: {}, channels: ['a'], data }, 115],
      [{ where: {}, type: 'ios', data }, 115],
      [{ where: {} }, 115],
      [{ where: {}, data: { badge: 'many' } }, 115],
      [{ where: { deviceType: 'toaster' }, data }, 133],
      [{ where: { a: { $bad: 1 } }, data }, 102],
      [{ channels: ['9a'], data }, 112],
      [{ where: {}, data, push_time: '2001-01-01T00:00:00Z' }, 152],
      [{ where: {}, data, push_time: 'soon' }, 152],
      [{ where: {}, data, expiration_interval: -1 }, 138],
      [{ where: {}, data, expiration_time: '2001-01-01T00:00:00Z' }, 138],
      [{ where: {}, data: { alert: 'x'.repeat(5_000) } }, 115],
      [{ where: { deviceType: 'web' }, data }, 115],
      [{ where: {}, data, options: { maxRate: 5 } }, 115],
    ];
    for (const [body, code] of refusals) {
      const answer = await parlance.masterRest('POST', '/push', body);
      expect([body, answer.status, answer.body['code']]).toEqual([body, 400, code]);
    }
    expect(deployment.simulators.apns.journal.length).toBe(0);
  });

  it('PSH-07 T15 take the master key unless the app says otherwise', async () => {
    const body = { where: {}, data: { alert: 'x' } };
    expect((await parlance.rest('POST', '/push', body)).body['code']).toBe(115);
    expect((await parlance.rest('POST', '/push', body, { key: 'javascript' })).body['code']).toBe(115);
    expect((await parlance.rest('GET', '/push')).status).toBe(403);
    expect((await parlance.rest('POST', '/push/estimate', { where: {} })).status).toBe(403);
    expect(deployment.simulators.apns.journal.length).toBe(0);
  });

  it('PSH-07 T15 are taken from the keys that the app says, but for addresses from clients', async () => {
    const app = parlance.app('open');
    const body = { where: { badge: 1 }, data: { alert: 'x' } };
    const byRest = await parlance.rest('POST', '/push', body, { app });
    const byClient = await parlance.rest('POST', '/push', body, { app, key: 'javascript' });
    expect([byRest.body, byClient.body]).toEqual([{ result: true }, { result: true }]);
    const id = byClient.headers.get('x-parse-push-status-id') as string;
    const read = async () => (await parlance.masterRest('GET', `/push/${id}`, undefined, { app })).body as unknown as Status;
    await expect.poll(async () => (await read()).status).toBe('succeeded');
    expect(await read()).toMatchObject({ source: 'client', numTargeted: 0 });
    const withUri = { where: {}, data: { alert: 'x', uri: 'https://example.org' } };
    expect((await parlance.rest('POST', '/push', withUri, { app, key: 'javascript' })).body['code']).toBe(115);
    await parlance.masterRest('POST', '/schemas/Secret', { classLevelPermissions: { find: {}, get: {}, count: {} } }, { app });
    const closed = { where: { pal: { $inQuery: { className: 'Secret', where: {} } } }, data: { alert: 'x' } };
    expect((await parlance.rest('POST', '/push', closed, { app, key: 'javascript' })).body['code']).toBe(119);
  });

  it('PSH-01 INS-08 reach Android devices by FCM, Windows by their channels alone, and those of Apple by APNs', async () => {
    await storeDevices(parlance, 3, (number) => ({
      _id: `android${number}` as never,
      installationId: `android-${number}`,
      deviceType: 'android',
      deviceToken: `android-token-${number}`,
    }));
    const { wns, fcm } = deployment.simulators;
    await storeDevices(parlance, 2, (number) => ({
      _id: `windows${number}` as never,
      installationId: `windows-${number}`,
      deviceType: 'winrt',
      deviceToken: undefined,
      channelUris: [number === 0 ? wnsChannel(wns.url, 'windows-0') : 'https://evil.example/steal'],
    }));
    const id = await send(parlance, { where: {}, data: { alert: 'everybody', title: 'News' } });
    const end = await ended(parlance, id);
    expectAccounted(end);
    // T13: an address that is none of the provider's is never contacted.
    expect(end).toMatchObject({ numSent: DEVICES + 4, numFailed: 1, sentPerType: { ios: DEVICES, android: 3, winrt: 1 } });
    expect(coverage(id, devices())).toEqual(NOBODY);
    const tokens = [0, 1, 2].map((number) => `android-token-${number}`);
    expect(fcm.journal.coverage(id, tokens)).toEqual(NOBODY);
  });

  it('PSH-25 PSH-26 are listed, as by the class query of the dashboard', async () => {
    const id = await send(parlance, { where: { badge: 1 }, data: { alert: 'listed' }, title: 'A label' });
    await ended(parlance, id);
    const [newest] = (await parlance.masterRest('GET', '/push?limit=1')).body['results'] as Status[];
    const [asClass] = (await parlance.masterRest('GET', '/classes/_PushStatus?order=-createdAt&limit=1')).body['results'] as Status[];
    expect(newest).toEqual(asClass);
    expect(newest).toMatchObject({ objectId: id, title: 'A label', status: 'succeeded', payload: '{"alert":"listed"}' });
    expect((await parlance.masterRest('GET', `/push/${id}`)).body).toMatchObject({
      objectId: id,
      waves: [{ state: 'done' }],
      delivery_errors: [],
    });
    expect((await parlance.masterRest('POST', '/classes/_PushStatus', { status: 'x' })).status).not.toBe(201);
    expect((await parlance.masterRest('GET', '/push/nobody')).body['code']).toBe(101);
  });

  it('estimate and count without sending', async () => {
    expect((await parlance.masterRest('POST', '/push/estimate', { channels: ['Giants'] })).body).toEqual({
      estimate: DEVICES / 3,
      exact: true,
    });
    const dry = await parlance.masterRest('POST', '/push', { where: {}, data: { alert: 'x' }, options: { dryRun: true } });
    expect(dry.body).toEqual({ result: true, estimate: DEVICES, exact: true });
    expect(deployment.simulators.apns.journal.length).toBe(0);
  });

  it('go to saved audiences, whose use is counted, and to one installation', async () => {
    const made = await parlance.masterRest('POST', '/push_audiences', { name: 'Fans', query: { channels: { $in: ['Giants'] } } });
    expect(made.status).toBe(201);
    const { objectId } = made.body as { objectId: string };
    const id = await send(parlance, { audience_id: objectId, data: { alert: 'fans' } });
    expect(await ended(parlance, id)).toMatchObject({ numSent: DEVICES / 3, audienceId: objectId });
    const read = (await parlance.masterRest('GET', `/push_audiences/${objectId}`)).body;
    expect(read).toMatchObject({ name: 'Fans', query: { channels: { $in: ['Giants'] } }, timesUsed: 1, lastUsed: expect.any(String) });
    expect((await parlance.masterRest('PUT', `/push_audiences/${objectId}`, { name: 'Many fans' })).status).toBe(200);
    const listed = (await parlance.masterRest('GET', '/push_audiences')).body['results'];
    expect(listed).toEqual([expect.objectContaining({ name: 'Many fans', query: { channels: { $in: ['Giants'] } } })]);
    expect((await parlance.masterRest('POST', '/push_audiences', { name: 'x', query: { a: { $bad: 1 } } })).status).toBe(400);
    expect((await parlance.masterRest('DELETE', `/push_audiences/${objectId}`)).status).toBe(200);
    expect((await parlance.masterRest('POST', '/push', { audience_id: objectId, data: { alert: 'x' } })).body['code']).toBe(115);
    const one = await send(parlance, { push_to_id: 'installation-7', data: { alert: 'test' } });
    expect(await ended(parlance, one)).toMatchObject({ numSent: 1 });
    expect(coverage(one, [7])).toEqual(NOBODY);
  });

  it('end at once where nobody matches', async () => {
    const id = await send(parlance, { where: { badge: 10_000 }, data: { alert: 'x' } });
    expect(await ended(parlance, id)).toMatchObject({ status: 'succeeded', numTargeted: 0 });
  });
});

it('PSH-08 an app without credentials hears that push is not configured', async () => {
  const parlance = await startParlance({ mode: 'fused' });
  try {
    const answer = await parlance.masterRest('POST', '/push', { where: {}, data: { alert: 'x' } });
    expect([answer.status, answer.body]).toEqual([400, { code: 115, error: 'Missing push configuration' }]);
    const features = (await parlance.masterRest('GET', '/serverInfo')).body['features'] as { push: object };
    expect(features.push).toMatchObject({ immediatePush: true, scheduledPush: true, storedPushData: true, pushAudiences: true });
  } finally {
    await parlance.close();
  }
});
