import type { Message } from '@parlance/push';
import type { ProviderWords } from './provider-suite.ts';

/** Devices of APNs: 64 hexadecimal digits, the first one a d. */
export const apnsToken = (device: number) => device.toString(16).padStart(64, '0').replace(/^0/, 'd');
export const fcmToken = (device: number) => `fcm-device-token:${device}`;

export const apnsMessage = (device: number, more: Partial<Message> = {}): Message => ({
  provider: 'apns',
  pushId: 'push1',
  installation: `inst${device}`,
  to: apnsToken(device),
  payload: '{"aps":{"alert":"Hello"},"push_id":"push1"}',
  ...more,
});
export const fcmMessage = (device: number, more: Partial<Message> = {}): Message => ({
  provider: 'fcm',
  pushId: 'push1',
  installation: `inst${device}`,
  to: fcmToken(device),
  payload: '{"android":{"priority":"high"},"data":{"push_id":"push1","data":"{}"}}',
  ...more,
});

/** The answers of APNs and the outcomes that they are, by whichever transport. */
export const APNS_WORDS: ProviderWords = {
  dead: ['Unregistered', { kind: 'dead', reason: 'Unregistered', at: 1_800_000_000_000 }],
  refused: ['TopicDisallowed', { kind: 'refused', reason: 'TopicDisallowed' }],
  throttled: ['TooManyRequests', { kind: 'retry', reason: 'TooManyRequests', afterMs: 7_000, throttled: true }],
  outage: ['ServiceUnavailable', { kind: 'retry', reason: 'ServiceUnavailable' }],
  authError: ['InvalidProviderToken', { kind: 'authError', reason: 'InvalidProviderToken' }],
  tooLarge: ['PayloadTooLarge', { kind: 'tooLarge' }],
  http2: true,
  neverSent: [`../../${apnsToken(0)}`, { kind: 'dead', reason: 'malformedToken' }],
};

/** The same of FCM. It has no answer of its own to payloads that are too large: the specs have that. */
export const FCM_WORDS: ProviderWords = {
  dead: ['UNREGISTERED', { kind: 'dead', reason: 'UNREGISTERED' }],
  refused: ['INVALID_ARGUMENT', { kind: 'refused', reason: 'INVALID_ARGUMENT' }],
  throttled: ['QUOTA_EXCEEDED', { kind: 'retry', reason: 'QUOTA_EXCEEDED', afterMs: 7_000, throttled: true }],
  outage: ['UNAVAILABLE', { kind: 'retry', reason: 'UNAVAILABLE', afterMs: 10_000 }],
  authError: ['THIRD_PARTY_AUTH_ERROR', { kind: 'authError', reason: 'THIRD_PARTY_AUTH_ERROR' }],
  tooLarge: undefined,
  http2: true,
  neverSent: undefined,
};
