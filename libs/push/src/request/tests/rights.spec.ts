import { describe, expect, it } from 'vitest';
import type { PushCaller } from '../push-caller.ts';
import { sendersOf, type Sender } from '../../routing/senders.ts';
import { sender, parse, refusal, code, push } from './parsing.ts';

describe('a push is read', () => {
  it('PSH-28 with everything that it may have', () => {
    const body = {
      channels: ['Giants', ''],
      type: 'ios',
      data: { alert: 'hi', badge: 'Increment', 'alert-de': 'hallo' },
      apns: { aps: { 'relevance-score': 1 } },
      push_time: '2026-12-26T09:00:00Z',
      expiration_interval: 3600.5,
      audience_id: 'aud1234567',
      title: 'A title',
      options: {
        policy: 'at_least_once',
        lane: 'bulk',
        maxRate: 600,
        lateZones: 'send',
        maxDelay: 60,
        dryRun: true,
        idempotencyKey: 'key',
      },
    };
    const sent = structuredClone(body);
    expect(parse(body)).toEqual({
      audience: {
        kind: 'query',
        where: { channels: { $in: ['Giants', ''] }, deviceType: 'ios' },
        classesAsked: [],
        deviceTypes: ['ios'],
      },
      audienceId: 'aud1234567',
      variants: [
        {
          key: 'all',
          content: { data: body.data, apns: body.apns },
          pushTime: { kind: 'instant', at: Date.UTC(2026, 11, 26, 9) },
        },
      ],
      experiment: undefined,
      expiration: { kind: 'interval', seconds: 3600.5 },
      options: body.options,
      source: 'rest',
      title: 'A title',
    });
    expect(body).toEqual(sent);
  });

  it('with the defaults', () => {
    expect(parse(push())).toMatchObject({
      variants: [{ key: 'all', pushTime: undefined }],
      expiration: undefined,
      options: {
        policy: undefined,
        lane: 'auto',
        maxRate: undefined,
        lateZones: 'skip',
        maxDelay: 43_200,
        dryRun: false,
        idempotencyKey: undefined,
      },
    });
  });

  it.each<[PushCaller, unknown, string]>([
    ['master', undefined, 'rest'],
    ['master', 'webui', 'webui'],
    ['master', 'evil', 'rest'],
    ['console', undefined, 'webui'],
    ['cloud', undefined, 'cloud'],
    ['rest', 'webui', 'rest'],
    ['client', 'webui', 'client'],
  ])('from %s with source %j as one of source %s', (caller, source, expected) => {
    const rights = { clientPushEnabled: true, restPushEnabled: true };
    expect(parse(push({ source }), { caller, rights }).source).toBe(expected);
  });
});

describe('T15 PSH-07 PSH-39 PSH-44 the rights to push', () => {
  it.each<[PushCaller, boolean, boolean, unknown]>([
    ['master', false, false, 'accepted'],
    ['console', false, false, 'accepted'],
    ['cloud', false, false, 'accepted'],
    ['readOnlyMaster', true, true, [119, 'Permission denied']],
    ['rest', false, false, [115, 'REST push is disabled: restPushEnabled of the app is off.']],
    ['rest', true, false, [115, 'REST push is disabled: restPushEnabled of the app is off.']],
    ['rest', false, true, 'accepted'],
    ['client', false, false, [115, 'Client push is disabled: clientPushEnabled of the app is off.']],
    ['client', false, true, [115, 'Client push is disabled: clientPushEnabled of the app is off.']],
    ['client', true, false, 'accepted'],
  ])('%s, with client push %s and REST push %s', (caller, clientPushEnabled, restPushEnabled, expected) => {
    expect(refusal(push(), { caller, rights: { clientPushEnabled, restPushEnabled } })).toEqual(expected);
  });

  it.each([
    { data: { uri: 'https://a' } },
    { data: { uri: null } },
    { android: { data: { uri: 'https://a' } } },
    { apns: { uri: 'https://a' } },
    { web: { url: 'https://a' } },
    { windows: { launch: 'https://a' } },
    { windows: { xml: '<toast/>' } },
  ])('a client opens no address: %j', (more) => {
    const client = { caller: 'client', rights: { clientPushEnabled: true, restPushEnabled: false } } as const;
    expect(refusal(push(more), client)).toEqual([115, 'Client pushes may not use the "uri" option.']);
    expect(refusal(push(more))).toBe('accepted');
  });

  it('a refusal of rights comes before all mistakes of the push, and after the question of credentials', () => {
    expect(code({ where: 1, channels: 1 }, { caller: 'client' })).toBe(115);
    expect(refusal({ where: 1 }, { caller: 'client', senders: sendersOf([]) })).toEqual([115, 'Missing push configuration']);
  });

  it('the read-only master key is told in full only where the app wants it', () => {
    expect(() => parse(push(), { caller: 'readOnlyMaster' })).toThrow(
      expect.objectContaining({
        status: 403,
        refusal: expect.objectContaining({ inFull: "read-only masterKey isn't allowed to send push notifications." }) as unknown,
      }),
    );
  });
});

describe('PSH-08 a push that no credential serves', () => {
  it.each<[string, unknown, Sender[], unknown]>([
    ['none at all', {}, [], 115],
    ['Windows Phones alone, not named', {}, [sender('winphone', 'mpns')], 115],
    ['Windows Phones, named', { deviceType: 'winphone' }, [sender('winphone', 'mpns')], 'accepted'],
    ['another platform', { deviceType: 'winrt' }, [sender('ios', 'apns')], 115],
    ['one of two', { deviceType: { $in: ['winrt', 'ios'] } }, [sender('ios', 'apns')], 'accepted'],
    ['watches by the credentials of phones', { deviceType: 'watchos' }, [sender('ios', 'apns')], 'accepted'],
    ['iPhones by FCM', { deviceType: 'ios' }, [sender('fcm', 'fcm')], 'accepted'],
    ['dotnet, which nothing is delivered to', { deviceType: 'dotnet' }, [sender('ios', 'apns')], 'accepted'],
  ])('for %s', (_, where, list, expected) => {
    expect(code(push({ where }), { senders: sendersOf(list) })).toBe(expected);
  });
});
