import { startParlance } from '@parlance/testing';
import { describe, expect, it } from 'vitest';
import { DEVICES, NOBODY, useAppleDevices } from './apple-devices.ts';
import { ended, send, type Status } from './push-deployment.ts';

const settings = { allowClientClassCreation: true };
const APPS = [
  { id: 'test', settings },
  { id: 'open', settings: { ...settings, clientPushEnabled: true, restPushEnabled: true } },
];

describe('the requests for pushes', () => {
  const devices = useAppleDevices({ apps: APPS });

  it('give the first push back to a request that is repeated, and send nothing anew', async () => {
    const body = { where: {}, data: { alert: 'once' }, options: { idempotencyKey: 'key-1' } };
    const ids = await Promise.all([send(devices.parlance, body), send(devices.parlance, body), send(devices.parlance, body)]);
    expect(new Set(ids).size).toBe(1);
    const id = ids[0];
    expect(await ended(devices.parlance, id)).toMatchObject({ numSent: DEVICES });
    const headers = { 'X-Parse-Request-Id': 'repeated' };
    const [one, other] = [
      await devices.parlance.masterRest('POST', '/push', { where: { badge: 1 }, data: { alert: 'x' } }, { headers }),
      await devices.parlance.masterRest('POST', '/push', { where: { badge: 1 }, data: { alert: 'x' } }, { headers }),
    ];
    const [first, second] = [one, other].map((answer) => answer.headers.get('x-parse-push-status-id'));
    expect([second, first]).toEqual([first, expect.stringMatching(/^\w{10}$/)]);
    await ended(devices.parlance, first as string);
    expect(devices.coverage(id, devices.numbers())).toEqual(NOBODY);
    expect(devices.coverage(first as string, [1])).toEqual(NOBODY);
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
      [{ where: {}, data, options: { maxRate: 0 } }, 115],
    ];
    for (const [body, code] of refusals) {
      const answer = await devices.parlance.masterRest('POST', '/push', body);
      expect([body, answer.status, answer.body['code']]).toEqual([body, 400, code]);
    }
    expect(devices.simulators.apns.journal.length).toBe(0);
  });

  it('PSH-07 T15 take the master key unless the app says otherwise', async () => {
    const body = { where: {}, data: { alert: 'x' } };
    expect((await devices.parlance.rest('POST', '/push', body)).body['code']).toBe(115);
    expect((await devices.parlance.rest('POST', '/push', body, { key: 'javascript' })).body['code']).toBe(115);
    expect((await devices.parlance.rest('GET', '/push')).status).toBe(403);
    expect((await devices.parlance.rest('POST', '/push/estimate', { where: {} })).status).toBe(403);
    expect(devices.simulators.apns.journal.length).toBe(0);
  });

  it('PSH-07 T15 are taken from the keys that the app says, but for addresses from clients', async () => {
    const app = devices.parlance.app('open');
    const body = { where: { badge: 1 }, data: { alert: 'x' } };
    const byRest = await devices.parlance.rest('POST', '/push', body, { app });
    const byClient = await devices.parlance.rest('POST', '/push', body, { app, key: 'javascript' });
    expect([byRest.body, byClient.body]).toEqual([{ result: true }, { result: true }]);
    const id = byClient.headers.get('x-parse-push-status-id') as string;
    const read = async () => (await devices.parlance.masterRest('GET', `/push/${id}`, undefined, { app })).body as unknown as Status;
    await expect.poll(async () => (await read()).status).toBe('succeeded');
    expect(await read()).toMatchObject({ source: 'client', numTargeted: 0 });
    const withUri = { where: {}, data: { alert: 'x', uri: 'https://example.org' } };
    expect((await devices.parlance.rest('POST', '/push', withUri, { app, key: 'javascript' })).body['code']).toBe(115);
    await devices.parlance.masterRest('POST', '/schemas/Secret', { classLevelPermissions: { find: {}, get: {}, count: {} } }, { app });
    const closed = { where: { pal: { $inQuery: { className: 'Secret', where: {} } } }, data: { alert: 'x' } };
    expect((await devices.parlance.rest('POST', '/push', closed, { app, key: 'javascript' })).body['code']).toBe(119);
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
