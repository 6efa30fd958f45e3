import type { Message } from '@parlance/push';
import { describe, expect, it } from 'vitest';
import { sdkMessage } from './sdk-message.ts';

const NOW = 1_800_000_000_000;
const message = (payload: object, more: Partial<Message> = {}): Message => ({
  provider: 'fcm',
  pushId: 'push1',
  installation: 'inst1',
  to: 'device-token',
  payload: JSON.stringify(payload),
  ...more,
});

describe('messages for firebase-admin', () => {
  it('T17 have their time to live in milliseconds', () => {
    const ttlOf = (more: Partial<Message>, ttl?: string) => (sdkMessage(message({ android: { ttl } }, more), NOW).android ?? {}).ttl;
    expect(ttlOf({ expiresAt: NOW + 3_600_000 })).toBe(3_600_000);
    expect(ttlOf({ expiresAt: NOW + 3_600_999 })).toBe(3_600_000); // FCM counts whole seconds
    expect(ttlOf({ expiresAt: NOW + 10 })).toBe(1_000);
    expect(ttlOf({ expiresAt: NOW + 90 * 86_400_000 })).toBe(28 * 86_400_000);
    expect(ttlOf({}, '90s')).toBe(90_000);
    expect(ttlOf({})).toBeUndefined();
  });

  it('go to the device alone, whatever the payload names', () => {
    const made = sdkMessage(message({ token: 'other', topic: 'all', condition: "'a' in topics", data: { data: '{}' } }), NOW);
    expect(made).toEqual({ token: 'device-token', data: { data: '{}' } });
  });

  it('have priority and collapse key, unless the payload has its own', () => {
    const more = { priority: 10, collapseId: 'scores' } as const;
    expect(sdkMessage(message({}, more), NOW).android).toEqual({ priority: 'high', collapse_key: 'scores' });
    expect(sdkMessage(message({ android: { priority: 'normal', collapse_key: 'own' } }, more), NOW).android).toEqual({
      priority: 'normal',
      collapse_key: 'own',
    });
  });
});
