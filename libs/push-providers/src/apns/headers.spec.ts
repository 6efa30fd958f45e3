import type { Message } from '@parlance/push';
import { describe, expect, it } from 'vitest';
import { apnsHeaders, apnsId, isApnsToken } from './headers.ts';

const NOW = 1_900_000_000_000;
const message: Message = { provider: 'apns', pushId: 'push1', installation: 'inst1', to: 'a1'.repeat(32), payload: '{"aps":{}}' };
const headersOf = (more: Partial<Message> = {}, topic: string | undefined = 'com.example.demo') =>
  apnsHeaders({ ...message, ...more }, topic, NOW);

describe('headers of APNs', () => {
  it('name the device, the app, the type, the priority and the id', () => {
    expect(headersOf()).toMatchObject({
      ':method': 'POST',
      ':path': `/3/device/${'a1'.repeat(32)}`,
      'apns-topic': 'com.example.demo',
      'apns-push-type': 'alert',
      'apns-priority': '10',
    });
    expect(headersOf({ topic: 'com.example.other', priority: 1 })).toMatchObject({
      'apns-topic': 'com.example.other',
      'apns-priority': '1',
    });
    expect(apnsHeaders(message, undefined, NOW)).not.toHaveProperty('apns-topic');
  });

  it('T17 say in seconds until when a message is worth keeping, and name the longest time without an expiry', () => {
    expect(headersOf({ expiresAt: NOW + 3_600_900 })['apns-expiration']).toBe('1900003600');
    expect(headersOf()['apns-expiration']).toBe(String(1_900_000_000 + 30 * 86_400));
  });

  it('give background messages the one priority that they may have', () => {
    expect(headersOf({ pushType: 'background', priority: 10 })['apns-priority']).toBe('5');
  });

  it.each([
    ['voip', 'com.example.demo.voip'],
    ['complication', 'com.example.demo.complication'],
    ['fileprovider', 'com.example.demo.pushkit.fileprovider'],
    ['liveactivity', 'com.example.demo.push-type.liveactivity'],
    ['pushtotalk', 'com.example.demo.voip-ptt'],
    ['location', 'com.example.demo.location-query'],
    ['alert', 'com.example.demo'],
  ])('name the topic of the type %s', (pushType, topic) => {
    expect(headersOf({ pushType })['apns-topic']).toBe(topic);
    expect(headersOf({ pushType, topic })['apns-topic']).toBe(topic);
  });

  it('hash a collapse id that is too long or cannot stand in a header', () => {
    expect(headersOf({ collapseId: 'x'.repeat(64) })['apns-collapse-id']).toBe('x'.repeat(64));
    for (const collapseId of ['x'.repeat(65), 'é', 'a\r\nb', 'a b', '']) {
      expect(headersOf({ collapseId })['apns-collapse-id'], collapseId).toMatch(/^[A-Za-z0-9_-]{43}$/);
    }
  });

  it('have one id for one push to one installation: a UUID of version 5', () => {
    expect(apnsId(message)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(apnsId(message)).toBe(apnsId({ ...message }));
    expect(apnsId(message)).not.toBe(apnsId({ ...message, installation: 'inst2' }));
    expect(apnsId(message)).not.toBe(apnsId({ ...message, pushId: 'push2' }));
  });

  it.each(['a1'.repeat(32), 'A1'.repeat(32), 'a'.repeat(200)])('take a token of hexadecimal digits: %s', (token) => {
    expect(isApnsToken(token)).toBe(true);
  });

  it.each(['', 'a'.repeat(63), 'a'.repeat(201), `${'a'.repeat(64)}\n`, `../../${'a'.repeat(64)}`, 'g'.repeat(64), `${'a'.repeat(64)}?x`])(
    'take no other token: %o',
    (token) => {
      expect(isApnsToken(token)).toBe(false);
    },
  );
});
