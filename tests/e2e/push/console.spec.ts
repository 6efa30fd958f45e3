import { describe, expect, it } from 'vitest';
import { DEVICES, NOBODY, useAppleDevices } from './apple-devices.ts';
import { ended, send, type Status } from './push-deployment.ts';

describe('pushes in the console', () => {
  const devices = useAppleDevices();

  it('PSH-25 PSH-26 are listed, as by the class query of the dashboard', async () => {
    const id = await send(devices.parlance, { where: { badge: 1 }, data: { alert: 'listed' }, title: 'A label' });
    await ended(devices.parlance, id);
    const [newest] = (await devices.parlance.masterRest('GET', '/push?limit=1')).body['results'] as Status[];
    const [asClass] = (await devices.parlance.masterRest('GET', '/classes/_PushStatus?order=-createdAt&limit=1')).body[
      'results'
    ] as Status[];
    expect(newest).toEqual(asClass);
    expect(newest).toMatchObject({ objectId: id, title: 'A label', status: 'succeeded', payload: '{"alert":"listed"}' });
    expect((await devices.parlance.masterRest('GET', `/push/${id}`)).body).toMatchObject({
      objectId: id,
      waves: [{ state: 'done' }],
      delivery_errors: [],
    });
    expect((await devices.parlance.masterRest('POST', '/classes/_PushStatus', { status: 'x' })).status).not.toBe(201);
    expect((await devices.parlance.masterRest('GET', '/push/nobody')).body['code']).toBe(101);
  });

  it('PSH-38 tell the size of an audience, also of an empty one, and count without sending', async () => {
    const estimate = async (body: object) => (await devices.parlance.masterRest('POST', '/push/estimate', body)).body as unknown;
    expect(await estimate({ channels: ['Giants'] })).toMatchObject({ estimate: DEVICES / 3, exact: true });
    expect(await estimate({ where: { channels: 'Nobody' } })).toMatchObject({ estimate: 0, exact: true });
    expect(await estimate({ where: { a: { $bad: 1 } } })).toMatchObject({ code: 102 });
    const dry = await devices.parlance.masterRest('POST', '/push', { where: {}, data: { alert: 'x' }, options: { dryRun: true } });
    expect(dry.body).toEqual({ result: true, estimate: DEVICES, exact: true });
    expect(devices.simulators.apns.journal.length).toBe(0);
  });

  it('go to saved audiences, whose use is counted, and to one installation', async () => {
    const made = await devices.parlance.masterRest('POST', '/push_audiences', { name: 'Fans', query: { channels: { $in: ['Giants'] } } });
    expect(made.status).toBe(201);
    const { objectId } = made.body as { objectId: string };
    const id = await send(devices.parlance, { audience_id: objectId, data: { alert: 'fans' } });
    expect(await ended(devices.parlance, id)).toMatchObject({ numSent: DEVICES / 3, audienceId: objectId });
    const read = (await devices.parlance.masterRest('GET', `/push_audiences/${objectId}`)).body;
    expect(read).toMatchObject({ name: 'Fans', query: { channels: { $in: ['Giants'] } }, timesUsed: 1, lastUsed: expect.any(String) });
    expect((await devices.parlance.masterRest('PUT', `/push_audiences/${objectId}`, { name: 'Many fans' })).status).toBe(200);
    const listed = (await devices.parlance.masterRest('GET', '/push_audiences')).body['results'];
    expect(listed).toEqual([expect.objectContaining({ name: 'Many fans', query: { channels: { $in: ['Giants'] } } })]);
    expect((await devices.parlance.masterRest('POST', '/push_audiences', { name: 'x', query: { a: { $bad: 1 } } })).status).toBe(400);
    expect((await devices.parlance.masterRest('DELETE', `/push_audiences/${objectId}`)).status).toBe(200);
    expect((await devices.parlance.masterRest('POST', '/push', { audience_id: objectId, data: { alert: 'x' } })).body['code']).toBe(115);
    const one = await send(devices.parlance, { push_to_id: 'installation-7', data: { alert: 'test' } });
    expect(await ended(devices.parlance, one)).toMatchObject({ numSent: 1 });
    expect(devices.coverage(one, [7])).toEqual(NOBODY);
  });
});
