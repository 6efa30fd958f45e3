import { describe, expect, it } from 'vitest';
import { DEVICES, NOBODY, useAppleDevices } from './apple-devices.ts';
import { ended, expectAccounted, send, token } from './push-deployment.ts';

describe('the outcomes of pushes', () => {
  const devices = useAppleDevices();

  it('T5 PSH-22 PSH-40 count unregistered devices as failed, drop their tokens, and pass nobody over', async () => {
    const gone = devices.numbers((number) => number % 5 === 0);
    devices.simulators.apns.change({ scripts: [{ tokens: gone.map(token), fates: ['Unregistered'] }] });
    const id = await send(devices.parlance, { where: {}, data: { alert: 'hi' } });
    const end = await ended(devices.parlance, id);
    expectAccounted(end);
    expect(end).toMatchObject({ numSent: DEVICES - gone.length, numFailed: gone.length, failedPerReason: { Unregistered: gone.length } });
    expect(
      devices.coverage(
        id,
        devices.numbers((number) => number % 5 !== 0),
      ),
    ).toEqual(NOBODY);
    const { delivery_errors: errors } = (await devices.parlance.masterRest('GET', `/push/${id}`)).body as Record<string, unknown>;
    expect(errors).toEqual([expect.objectContaining({ Name: 'Unregistered', Quantity: gone.length })]);
    expect(await devices.stored(5)).not.toHaveProperty('deviceToken');
    expect(await devices.stored(5)).toMatchObject({ _tombstone: { dead: { provider: 'apns', reason: 'Unregistered' } } });
    expect(await devices.stored(6)).toHaveProperty('deviceToken', token(6));
  });

  it('T7 PSH-23 try devices again that the provider could not serve, and no others', async () => {
    const busy = devices.numbers((number) => number < 7);
    devices.simulators.apns.change({ scripts: [{ tokens: busy.map(token), fates: ['ServiceUnavailable'], repeat: false }] });
    const id = await send(devices.parlance, { where: {}, data: { alert: 'hi' } });
    const end = await ended(devices.parlance, id);
    expectAccounted(end);
    expect(end).toMatchObject({ numSent: DEVICES, numFailed: 0 });
    expect(devices.coverage(id, devices.numbers())).toEqual(NOBODY);
  });

  it('I2 count a device as unknown whose outcome nobody knows, and do not send to it again', async () => {
    devices.simulators.apns.change({ scripts: [{ tokens: [token(3)], fates: ['reset'] }] });
    const id = await send(devices.parlance, { where: {}, data: { alert: 'hi' } });
    const end = await ended(devices.parlance, id);
    expectAccounted(end);
    expect(end).toMatchObject({ numSent: DEVICES - 1, numUnknown: 1, numFailed: 0 });
  });
});
