import type { Message } from '@parlance/push';
import { describe, expect, it } from 'vitest';
import { FcmBodies } from './body.ts';

const NOW = 1_900_000_000_000;
const message: Message = { provider: 'fcm', pushId: 'push1', installation: 'inst1', to: 'token"1', payload: '{"data":{"a":"1"}}' };
const write = (more: Partial<Message> = {}) => JSON.parse(new FcmBodies(() => NOW).write({ ...message, ...more })) as unknown;

describe('bodies of FCM', () => {
  it('are the payload and the device', () => {
    expect(write()).toEqual({ message: { data: { a: '1' }, token: 'token"1' } });
    expect(write({ payload: '{}' })).toEqual({ message: { token: 'token"1' } });
  });

  it('T17 hold the seconds left in the form of FCM', () => {
    expect(write({ expiresAt: NOW + 3_600_000 })).toMatchObject({ message: { android: { ttl: '3600s' } } });
    expect(write({ expiresAt: NOW + 100 })).toMatchObject({ message: { android: { ttl: '1s' } } });
    expect(write({ expiresAt: NOW + 1e12 })).toMatchObject({ message: { android: { ttl: '2419200s' } } });
  });

  it('fill in priority and collapse key beside what the payload says', () => {
    const payload = '{"android":{"priority":"NORMAL","direct_boot_ok":true}}';
    expect(write({ priority: 10, collapseId: 'scores', payload })).toEqual({
      message: { token: 'token"1', android: { priority: 'NORMAL', collapse_key: 'scores', direct_boot_ok: true } },
    });
    expect(write({ priority: 5 })).toMatchObject({ message: { android: { priority: 'NORMAL' } } });
    expect(write({ priority: 10 })).toMatchObject({ message: { android: { priority: 'HIGH' } } });
  });

  it('go to one device, whatever the payload says', () => {
    expect(write({ payload: '{"token":"other","topic":"all","condition":"c","data":{}}' })).toEqual({
      message: { data: {}, token: 'token"1' },
    });
  });

  it('of messages that differ in more than their device are written anew', () => {
    let now = NOW;
    const bodies = new FcmBodies(() => now);
    const next = (more: Partial<Message>) => JSON.parse(bodies.write({ ...message, ...more })) as unknown;
    next({});
    expect(next({ to: 'second' })).toEqual({ message: { data: { a: '1' }, token: 'second' } });
    expect(next({ payload: '{"data":{"b":"2"}}' })).toEqual({ message: { data: { b: '2' }, token: 'token"1' } });
    expect(next({ collapseId: 'c' })).toMatchObject({ message: { android: { collapse_key: 'c' } } });
    next({ expiresAt: NOW + 10_000 });
    now += 4_000;
    expect(next({ expiresAt: NOW + 10_000 })).toMatchObject({ message: { android: { ttl: '6s' } } });
  });
});
