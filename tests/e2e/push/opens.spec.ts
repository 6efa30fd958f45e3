import { MODES } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectSdk, loadSdk } from '../sdk.ts';
import { complaints, ended, startPushDeployment, storeDevices, type PushDeployment } from './push-deployment.ts';

/** The five seconds of the contract, and more for a busy machine. */
const SHOWN = { timeout: 15_000, interval: 50 };
const OPENS_A_MINUTE = 100;

describe.each(MODES)('opens of a push that the JS SDK has sent, services %s', (mode) => {
  const Parse = loadSdk();
  let deployment: PushDeployment;
  beforeAll(async () => {
    deployment = await startPushDeployment(mode);
    connectSdk(Parse, deployment.parlance, { masterKey: true });
    await storeDevices(deployment.parlance, 3);
  });
  afterAll(() => deployment?.close());

  const open = (installation: string, body: object) =>
    deployment.parlance.rest('POST', '/events/AppOpened', body, { headers: { 'X-Parse-Installation-Id': installation } });

  it('PSH-30 PSH-32 PSH-33 PSH-46 are shown within seconds, in its status and over time', async () => {
    const id = await Parse.Push.send({ where: new Parse.Query(Parse.Installation), data: { alert: 'Hello' } }, { useMasterKey: true });
    const { pushHash } = await ended(deployment.parlance, id);
    const at = { __type: 'Date', iso: new Date().toISOString() };
    for (const number of [0, 1, 0]) expect((await open(`installation-${number}`, { at, push_hash: pushHash })).body).toEqual({});
    const status = () => Parse.Push.getPushStatus(id, { useMasterKey: true });
    await expect.poll(async () => (await status()).get('numOpened') as unknown, SHOWN).toBe(2);
    const { body } = await deployment.parlance.masterRest('GET', `/push/${id}/opens?stride=minute`);
    expect(body).toMatchObject({ numSent: 3, numOpened: 2, openRate: expect.closeTo(2 / 3, 9) });
    expect((body['counts'] as number[]).reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(complaints(deployment.parlance)).toEqual([]);
  });

  it('PSH-34 take an unknown hash for an app-open, and refuse one that is too long or comes too often', async () => {
    expect(await open('installation-2', { push_hash: 'unknown' })).toMatchObject({ status: 200, body: {} });
    const long = { push_hash: 'x', dimensions: { text: 'x'.repeat(8_192) } };
    expect(await open('installation-2', long)).toMatchObject({ status: 413, body: { code: 116 } });
    const requests = [{ method: 'POST', path: '/parse/events/AppOpened', body: long }];
    const batch = await deployment.parlance.rest('POST', '/batch', { requests });
    expect(batch.body).toMatchObject([{ error: { code: 116 } }]);
    const events = Array.from({ length: OPENS_A_MINUTE + 1 }, () => ({ name: 'AppOpened' }));
    const headers = { 'X-Parse-Installation-Id': 'often' };
    const many = (list: readonly object[], installation = headers) =>
      deployment.parlance.rest('POST', '/events', { events: list }, { headers: installation });
    const refused = await many(events);
    expect([refused.status, refused.body, Number(refused.headers.get('retry-after')) > 0]).toMatchObject([429, { code: 100 }, true]);
    expect((await many(events.slice(1))).status).toBe(200);
    expect((await many(events.slice(1), { 'X-Parse-Installation-Id': 'seldom' })).status).toBe(200);
  });
});
