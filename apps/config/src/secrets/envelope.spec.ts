import { describe, expect, it } from 'vitest';
import { isEnvelope, open, seal, type Envelope } from './envelope.ts';
import { parseKeys } from '@parlance/settings';
import { keyRing } from './key-ring.ts';
import type { SecretPlace } from './secrets-error.ts';

const key = (fill: string) => Buffer.alloc(32, fill).toString('base64');
const ring = (text: string) => keyRing(parseKeys(text, 'keys'));
const keys = ring(`${key('new')}\n${key('old')}`);
const place: SecretPlace = { app: 'game', path: ['settings', 'mail', 'smtpUrl'] };
const sealed = seal('the-secret', place, keys);
const changed = (member: keyof Envelope) => {
  const bytes = Buffer.from(sealed[member], 'base64');
  bytes[0]! ^= 1;
  return { ...sealed, [member]: bytes.toString('base64') };
};

describe('an envelope', () => {
  it.each(['the-secret', '', 'ä€😀', { unfit: ['value'] }, 7])('gives back %j', (value) => {
    const envelope = seal(value, place, keys);
    expect(isEnvelope(envelope)).toBe(true);
    expect(JSON.stringify(envelope)).not.toContain('the-secret');
    expect(open(envelope, place, keys)).toEqual(value);
  });

  it('differs each time, and names its key', () => {
    expect(seal('the-secret', place, keys)).not.toEqual(sealed);
    expect(sealed.keyId).toBe(keys.current.id);
    expect(sealed.keyId).toMatch(/^[0-9a-f]{12}$/);
  });

  it('is opened by a key that is not the current one any more', () => {
    const before = seal('the-secret', place, ring(key('old')));
    expect(open(before, place, keys)).toBe('the-secret');
  });

  it.each([
    ['of another app', sealed, { ...place, app: 'other' }],
    ['of another place', sealed, { ...place, path: ['settings', 'mail', 'from'] }],
    ['with a changed text', changed('sealed'), place],
    ['with a changed vector', changed('iv'), place],
    ['that is cut off', { ...sealed, sealed: 'AAAA' }, place],
  ])('%s is refused, without a word of it', (_title, envelope, at) => {
    expect(() => open(envelope, at, keys)).toThrow(/^The stored secret settings\.mail\.\w+ of the app "\w+" cannot be decrypted/);
  });

  it('tells which key it wants when that is lost', () => {
    expect(() => open(sealed, place, ring(key('x')))).toThrow(
      new RegExp(`The app "game" has secrets \\(settings\\.mail\\.smtpUrl\\) that are encrypted with the key ${sealed.keyId}`),
    );
  });
});
