import { describe, expect, it } from 'vitest';
import { parseNatsUrl } from './nats-url.ts';

describe('a NATS address', () => {
  it.each([
    ['nats://127.0.0.1:4222', { servers: ['127.0.0.1:4222'] }],
    ['localhost', { servers: ['localhost'] }],
    ['nats://a:1, nats://b:2', { servers: ['a:1', 'b:2'] }],
    ['nats://[::1]:4222', { servers: ['[::1]:4222'] }],
    ['tls://a:1', { servers: ['a:1'], tls: {} }],
    ['nats://me:p%40ss:1@a:1,nats://b:2', { servers: ['a:1', 'b:2'], user: 'me', pass: 'p@ss:1' }],
    ['nats://s3cret@a:1', { servers: ['a:1'], token: 's3cret' }],
  ])('%s is understood', (text, address) => {
    expect(parseNatsUrl(text)).toEqual(address);
  });

  it.each(['', 'nats://', 'http://geheim@a:1', 'nats://u:geheim@a:port', 'nats://a:1,'])('"%s" is refused without being quoted', (text) => {
    expect(() => parseNatsUrl(text)).toThrow(/^A NATS address must look like nats:\/\/host:4222\.$/);
  });
});
