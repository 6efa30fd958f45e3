import { describe, expect, it } from 'vitest';
import { DEVICES, NOBODY, useAppleDevices } from './apple-devices.ts';
import { ended, expectAccounted, send, storeDevices, token } from './push-deployment.ts';

describe('pushes', () => {
  const devices = useAppleDevices();

  it('PSH-15 PSH-19 PSH-21 T9 I7 wait for their time, are sent once, and can be removed until then', async () => {
    const soon = new Date(Date.now() + 1_500).toISOString();
    const later = new Date(Date.now() + 13 * 86_400_000).toISOString();
    const [kept, removed] = [
      await send(devices.parlance, { where: {}, data: { alert: 'kept' }, push_time: soon }),
      await send(devices.parlance, { where: {}, data: { alert: 'removed' }, push_time: later }),
    ];
    expect((await devices.status(kept)).status).toBe('scheduled');
    expect((await devices.parlance.masterRest('DELETE', `/push/${removed}`)).status).toBe(200);
    expect((await devices.parlance.masterRest('GET', `/push/${removed}`)).body['code']).toBe(101);
    await storeDevices(devices.parlance, 1, () => ({ _id: 'late' as never, installationId: 'late', deviceToken: token(9_999) }));
    expect(await ended(devices.parlance, kept)).toMatchObject({ numSent: DEVICES + 1 });
    expect(devices.coverage(kept, [...devices.numbers(), 9_999])).toEqual(NOBODY);
    expect(devices.coverage(removed, [])).toEqual(NOBODY);
    expect((await devices.parlance.masterRest('DELETE', `/push/${kept}`)).body['code']).toBe(115);
  });

  it('T9 I7 stop when they are canceled: devices that are left are not counted', async () => {
    devices.simulators.apns.change({ behaviours: { latency: { kind: 'fixed', ms: 700 } } });
    const id = await send(devices.parlance, { where: {}, data: { alert: 'hi' } });
    await devices.simulators.apns.journal.waitFor(50);
    expect((await devices.parlance.masterRest('POST', `/push/${id}/cancel`)).status).toBe(200);
    const end = await ended(devices.parlance, id);
    expectAccounted(end);
    expect(end.status).toBe('canceled');
    expect(end.numSent).toBe(devices.simulators.apns.journal.length);
    expect(end.numSent).toBeLessThan(DEVICES);
    expect((await devices.parlance.masterRest('POST', `/push/${id}/cancel`)).body['code']).toBe(115);
  });

  it('PSH-16 PSH-17 T9 I7 I1 hand nothing over once they have expired, and count the rest so', async () => {
    devices.simulators.apns.change({ behaviours: { latency: { kind: 'fixed', ms: 800 } } });
    const id = await send(devices.parlance, { where: {}, data: { alert: 'hi' }, expiration_interval: 1 });
    const end = await ended(devices.parlance, id);
    expectAccounted(end);
    expect(end).toMatchObject({ status: 'succeeded', numTargeted: DEVICES, expiration_interval: 1, numUnknown: 0 });
    expect(end['skippedPerReason']).toEqual({ expired: end.numSkipped });
    expect(end.numSkipped).toBeGreaterThan(0);
    expect(devices.simulators.apns.journal.length).toBe(end.numSent);
  });

  it('T9 pause and go on, and reach everybody once', async () => {
    devices.simulators.apns.change({ behaviours: { latency: { kind: 'fixed', ms: 700 } } });
    const id = await send(devices.parlance, { where: {}, data: { alert: 'hi' } });
    await devices.simulators.apns.journal.waitFor(50);
    expect((await devices.parlance.masterRest('POST', `/push/${id}/pause`)).status).toBe(200);
    const partitions = (await devices.parlance.pushDatabase()).collection('partitions');
    await expect.poll(async () => (await partitions.findOne({ push: `test.${id}` }))?.['state'] as unknown).toBe('ready');
    expect((await devices.status(id)).status).toBe('paused');
    expect(devices.simulators.apns.journal.length).toBeLessThan(DEVICES);
    expect((await devices.parlance.masterRest('POST', `/push/${id}/resume`)).status).toBe(200);
    expect(await ended(devices.parlance, id)).toMatchObject({ status: 'succeeded', numSent: DEVICES });
    expect(devices.coverage(id, devices.numbers())).toEqual(NOBODY);
  });

  it('PSH-20 T10 reach each zone at its wall time, and nobody without a zone', async () => {
    await storeDevices(devices.parlance, 1, () => ({ _id: 'nowhere' as never, installationId: 'nowhere', deviceToken: token(9_998) }));
    const inKolkata = new Date(Date.now() + 2_000 + 330 * 60_000).toISOString().replace('Z', '');
    const id = await send(devices.parlance, { where: {}, data: { alert: 'good morning' }, push_time: inKolkata });
    const kolkata = devices.numbers((number) => number % 2 === 0);
    await devices.simulators.apns.journal.waitFor(kolkata.length);
    await expect.poll(async () => (await devices.status(id)).numSent).toBe(kolkata.length);
    expect(await devices.status(id)).toMatchObject({
      status: 'running',
      numSkipped: 1,
      skippedPerReason: { noTimeZone: 1 },
      sentPerUTCOffset: { 330: 120 },
    });
    const { waves } = (await devices.parlance.masterRest('GET', `/push/${id}`)).body as unknown as {
      waves: { state: string; zones?: string[] }[];
    };
    expect(waves.map(({ state, zones }) => [state, zones])).toContainEqual(['ready', ['America/New_York']]);
    expect((await devices.parlance.masterRest('POST', `/push/${id}/cancel`)).status).toBe(200);
    expect((await ended(devices.parlance, id)).status).toBe('canceled');
    expect(devices.coverage(id, kolkata)).toEqual(NOBODY);
  });

  it('end at once where nobody matches', async () => {
    const id = await send(devices.parlance, { where: { badge: 10_000 }, data: { alert: 'x' } });
    expect(await ended(devices.parlance, id)).toMatchObject({ status: 'succeeded', numTargeted: 0 });
  });
});
