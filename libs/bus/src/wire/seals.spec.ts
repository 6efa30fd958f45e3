import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf, Seals, type Sealed } from './seals.ts';

const key = (fill: string) => Buffer.alloc(32, fill);
const seals = new Seals([key('a')]);
const sealed: Sealed = {
  kind: 'request',
  subject: 'p.data.get',
  value: 'test|1732500000000|r1|u|u1|||admins',
  body: Buffer.from('{"a":1}'),
};
const seal = seals.seal(sealed);

describe('a seal', () => {
  it('is known by everybody with the key', () => {
    expect(new Seals([key('a')]).isGenuine(seal, sealed)).toBe(true);
    expect(seal).toMatch(/^[\w-]{43}$/);
  });

  it.each<[string, Partial<Sealed>]>([
    ['another identity', { value: 'test|1732500000000|r1|m' }],
    ['another app', { value: 'other|1732500000000|r1|u|u1|||admins' }],
    ['a later deadline', { value: 'test|1732500099999|r1|u|u1|||admins' }],
    ['another operation', { subject: 'p.data.remove' }],
    ['another deployment', { subject: 'q.data.get' }],
    ['another body', { body: Buffer.from('{"a":2}') }],
    ['an event', { kind: 'event' }],
    ['parts that are cut elsewhere', { value: 'test|1732500000000|r1|u|u1|||admins\n{"a"', body: Buffer.from(':1}') }],
  ])('is none of a message with %s', (_, change) => {
    expect(seals.isGenuine(seal, { ...sealed, ...change })).toBe(false);
  });

  it.each(['', 'x', seal.slice(1), `${seal}AA`, 'ä', seals.seal({ ...sealed, body: '' })])('is not "%s"', (text) => {
    expect(seals.isGenuine(text, sealed)).toBe(false);
  });

  it('of a key that is on its way out is believed, and of an unknown one is not', () => {
    const rotated = new Seals([key('b'), key('a')]);
    expect(rotated.isGenuine(seal, sealed)).toBe(true);
    expect(rotated.seal(sealed)).toBe(new Seals([key('b')]).seal(sealed));
    expect(new Seals([key('b')]).isGenuine(seal, sealed)).toBe(false);
  });

  it('is HMAC-SHA-256 of all, however long it is', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.integer({ min: 16_000, max: 17_000 }).map((size) => new Uint8Array(size)),
    );
    const body = fc.oneof(bytes, fc.string({ unit: 'binary', maxLength: 40 }));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ maxLength: 6_000 }), body, (subject, value, content) => {
        const right = createHmac('sha256', key('a')).update(`event\n${subject}\n${value}\n`).update(content).digest('base64url');
        expect(seals.seal({ kind: 'event', subject, value, body: content })).toBe(right);
      }),
    );
  });

  it('needs a key', () => {
    expect(() => new Seals([])).toThrow('A sealed bus needs a key.');
  });
});

it('the digest of a body is SHA-256', () => {
  expect(digestOf(Buffer.from('abc'))).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
});
