import { describe, expect, it } from 'vitest';
import {
  DIGITS,
  equalSecrets,
  extendedExpiry,
  isLegacyToken,
  isMailToken,
  isSessionExpired,
  isSessionToken,
  mailTokenKey,
  newMailToken,
  newSessionToken,
  planMailToken,
  randomText,
  secretDigest,
  sessionExpiry,
  sessionTokenKey,
} from './index.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

describe('session tokens', () => {
  it('have the revocable form with 128 bits, and no two are equal', () => {
    const tokens = Array.from({ length: 500 }, newSessionToken);
    for (const token of tokens) expect(isSessionToken(token)).toBe(true);
    expect(new Set(tokens).size).toBe(500);
  });

  it.each(['', 'r:', 'r:0123', `r:${'A'.repeat(32)}`, `r:${'0'.repeat(33)}`, `x${'0'.repeat(33)}`])('are told from %s', (text) => {
    expect(isSessionToken(text)).toBe(false);
  });

  it('are told from the tokens of the old hosted service', () => {
    expect(isLegacyToken('pnktnjyb996sj4p156gjtp4im')).toBe(true);
    expect(isLegacyToken(newSessionToken())).toBe(false);
    expect(isLegacyToken('r:short')).toBe(false);
    expect(isLegacyToken('')).toBe(false);
  });

  it('have a name that does not hold them', () => {
    const token = newSessionToken();
    expect(sessionTokenKey(token)).toMatch(/^[\w-]{43}$/);
    expect(sessionTokenKey(token)).not.toContain(token.slice(2, 10));
  });
});

describe('the life of a session', () => {
  const settings = { sessionLength: 1_000, expireInactiveSessions: true, extendSessionOnUse: true };

  it('SES-14 ends after the length of the setting, from the moment itself on', () => {
    const end = sessionExpiry(settings, NOW);
    expect(end).toEqual(later(1_000));
    expect(isSessionExpired(end, later(999.999))).toBe(false);
    expect(isSessionExpired(end, later(1_000))).toBe(true);
  });

  it('SES-14 does not end where the app does not let sessions expire', () => {
    expect(sessionExpiry({ ...settings, expireInactiveSessions: false }, NOW)).toBeUndefined();
    expect(isSessionExpired(undefined, later(1e9))).toBe(false);
    expect(extendedExpiry(undefined, settings, later(1e9))).toBeUndefined();
  });

  it('SES-14 is extended by use once less than half of it is left', () => {
    expect(extendedExpiry(later(1_000), settings, later(500))).toBeUndefined();
    expect(extendedExpiry(later(1_000), settings, later(501))).toEqual(later(1_501));
    expect(extendedExpiry(later(1_000), settings, later(1_000))).toBeUndefined();
    expect(extendedExpiry(later(1_000), { ...settings, extendSessionOnUse: false }, later(501))).toBeUndefined();
  });
});

describe('tokens in mails', () => {
  it('have 148 bits, and only a digest of them is stored', () => {
    const { token, digest, expiresAt } = newMailToken(60, NOW);
    expect(token).toMatch(/^[A-Za-z0-9]{25}$/);
    expect(digest).toMatch(/^[\w-]{43}$/);
    expect(digest).not.toContain(token);
    expect(expiresAt).toEqual(later(60));
    expect(mailTokenKey(token)).toBe(digest);
  });

  it('count until their time is over, alone and for nobody else', () => {
    const { token, ...stored } = newMailToken(60, NOW);
    expect(isMailToken(token, stored, later(59))).toBe(true);
    expect(isMailToken(token, stored, later(60))).toBe(false);
    expect(isMailToken(newMailToken(60, NOW).token, stored, NOW)).toBe(false);
    expect(isMailToken(token, { digest: undefined, expiresAt: later(60) }, NOW)).toBe(false);
    expect(isMailToken(token, { ...stored, expiresAt: undefined }, NOW)).toBe(false);
    expect(isMailToken(stored.digest, stored, NOW)).toBe(false);
  });

  it.each([undefined, null, 1, {}, { $ne: null }, ['a'], '', 'short', `${'a'.repeat(24)}$`, 'a'.repeat(26)])(
    'SEC-03 are not looked up by %j',
    (token) => {
      expect(mailTokenKey(token)).toBeUndefined();
      expect(isMailToken(token, { digest: 'x', expiresAt: later(60) }, NOW)).toBe(false);
    },
  );

  it.each(['a'.repeat(25), 'a'.repeat(42), 'a'.repeat(44), `${'a'.repeat(42)}+`, ''])(
    'do not count, and stand in no new mail’s way, when another server stored %j',
    (digest) => {
      const stored = { digest, expiresAt: later(60) };
      expect(isMailToken(digest, stored, NOW)).toBe(false);
      expect(planMailToken(stored, { validitySeconds: 60, reuseIfValid: true }, NOW)).toMatchObject({ kind: 'send' });
    },
  );

  it('are replaced by a new request, or live longer where the app wants it', () => {
    const { digest, expiresAt } = newMailToken(60, NOW);
    const stored = { digest, expiresAt };
    const rules = { validitySeconds: 60, reuseIfValid: false };
    expect(planMailToken(stored, rules, later(30))).toMatchObject({ kind: 'send', expiresAt: later(90) });
    expect(planMailToken(stored, { ...rules, reuseIfValid: true }, later(30))).toEqual({ kind: 'extend', expiresAt: later(90) });
    expect(planMailToken(stored, { ...rules, reuseIfValid: true }, later(60))).toMatchObject({ kind: 'send' });
    expect(planMailToken({ digest: undefined, expiresAt: undefined }, { ...rules, reuseIfValid: true }, NOW)).toMatchObject({
      kind: 'send',
    });
  });
});

describe('secrets', () => {
  it('are compared as a whole, and their digests serve one purpose', () => {
    expect(equalSecrets('abc', 'abc')).toBe(true);
    expect(equalSecrets('abc', 'abd')).toBe(false);
    expect(equalSecrets('abc', 'abcd')).toBe(false);
    expect(secretDigest('a', 'one')).not.toBe(secretDigest('a', 'other'));
    expect(secretDigest('ab', 'c')).not.toBe(secretDigest('b', 'ca'));
  });

  it('use every sign of their alphabet', () => {
    expect(new Set(randomText(2_000, DIGITS)).size).toBe(10);
    expect(randomText(6, DIGITS)).toMatch(/^\d{6}$/);
  });
});
