import { describe, expect, it } from 'vitest';
import { NOBODY, useAppleDevices } from './apple-devices.ts';
import { ended, send, token } from './push-deployment.ts';

describe('the payloads of pushes', () => {
  const devices = useAppleDevices();

  it('PSH-03 PSH-12 PSH-14 I1 reach the query alone, with custom keys and a push_hash', async () => {
    const id = await send(devices.parlance, {
      where: { channels: 'Giants', badge: { $lt: 30 } },
      data: { alert: 'hi', score: { home: 3 } },
    });
    const numbers = devices.numbers((number) => number % 3 === 0 && number < 30);
    expect(await ended(devices.parlance, id)).toMatchObject({ status: 'succeeded', numSent: numbers.length, numTargeted: numbers.length });
    expect(devices.coverage(id, numbers)).toEqual(NOBODY);
    for (const [, payload] of devices.payloads()) {
      expect(payload).toMatchObject({
        aps: { alert: 'hi' },
        score: { home: 3 },
        push_id: id,
        push_hash: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
    }
  });

  it('PSH-10 raise each stored badge by one, and send that number', async () => {
    const id = await send(devices.parlance, { where: { badge: { $lt: 5 } }, data: { badge: 'Increment' } });
    expect(await ended(devices.parlance, id)).toMatchObject({ numSent: 5 });
    for (const [to, { aps }] of devices.payloads()) expect(token((aps.badge ?? 0) - 1)).toBe(to);
    expect(await devices.stored(4)).toMatchObject({ badge: 5 });
  });

  it('PSH-35 PSH-36 say to each device the text of its language, counted by locale', async () => {
    const data = { alert: 'hello', 'alert-fr': 'bonjour', 'alert-fr-CA': 'allo' };
    const id = await send(devices.parlance, { where: { badge: { $lt: 4 } }, data });
    const end = await ended(devices.parlance, id);
    expect(end['sentPerLocale']).toEqual({ fr: 1, 'fr-ca': 1, default: 2 });
    const texts = Object.fromEntries(devices.payloads().map(([to, { aps }]) => [to, aps.alert]));
    expect(texts).toEqual({ [token(0)]: 'bonjour', [token(1)]: 'allo', [token(2)]: 'hello', [token(3)]: 'hello' });
    expect(
      devices
        .payloads()
        .flatMap(([, payload]) => Object.keys(payload))
        .filter((key) => key.startsWith('alert-')),
    ).toEqual([]);
  });
});
