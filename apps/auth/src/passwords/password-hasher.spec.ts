import { hashSync } from '@node-rs/bcrypt';
import { describe, expect, it } from 'vitest';
import { readStoredHash } from './hash-format.ts';
import { hashingBounds } from './hashing-bounds.ts';
import type { HashingScheme } from './hashing-scheme.ts';
import { PasswordHasher } from './password-hasher.ts';

const BCRYPT: HashingScheme = { algorithm: 'bcrypt', bcryptRounds: 10 };
const ARGON2: HashingScheme = { algorithm: 'argon2id', bcryptRounds: 10 };
const hasher = new PasswordHasher({ concurrency: 2, waitingMax: 100 });
const cheap = (password: string, version: '2a' | '2b' | '2y') => hashSync(password, { cost: 4, version });

describe('hashed passwords', () => {
  it('are written as $2y$ with the rounds of the scheme, salted, and match', async () => {
    const [one, other] = await Promise.all([hasher.hash('secret', BCRYPT), hasher.hash('secret', { ...BCRYPT, bcryptRounds: 11 })]);
    expect(one).toMatch(/^\$2y\$10\$.{53}$/);
    expect(other).toMatch(/^\$2y\$11\$.{53}$/);
    expect(await hasher.verify('secret', one, BCRYPT)).toEqual({ matches: true, rehash: false });
    expect(await hasher.verify('Secret', one, BCRYPT)).toEqual({ matches: false });
  });

  it.each(['2a', '2b', '2y'] as const)('match when they were stored as $%s$ elsewhere', async (version) => {
    expect(await hasher.verify('pässwörd', cheap('pässwörd', version), BCRYPT)).toEqual({ matches: true, rehash: true });
    expect(await hasher.verify('password', cheap('pässwörd', version), BCRYPT)).toEqual({ matches: false });
  });

  it('follow the scheme of the app at log-in, in both directions', async () => {
    const [old, modern] = await Promise.all([hasher.hash('secret', BCRYPT), hasher.hash('secret', ARGON2)]);
    expect(modern).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await hasher.verify('secret', old, ARGON2)).toEqual({ matches: true, rehash: true });
    expect(await hasher.verify('secret', modern, ARGON2)).toEqual({ matches: true, rehash: false });
    expect(await hasher.verify('secret', modern, BCRYPT)).toEqual({ matches: true, rehash: true });
    expect(await hasher.verify('secret', old, { ...BCRYPT, bcryptRounds: 12 })).toEqual({ matches: true, rehash: true });
  });

  it('of imported users match as they are beyond 72 bytes, and are never replaced by the typed password', async () => {
    const stored = cheap(`${'x'.repeat(72)}real`, '2b');
    expect(await hasher.verify(`${'x'.repeat(72)}other`, stored, ARGON2)).toEqual({ matches: true, rehash: false });
    expect(await hasher.verify('x'.repeat(71), stored, ARGON2)).toEqual({ matches: false });
  });

  it('are not made of more than the scheme can see', async () => {
    expect(await hasher.hash('ä'.repeat(36), BCRYPT)).toMatch(/^\$2y\$/);
    await expect(hasher.hash(`${'ä'.repeat(36)}x`, BCRYPT)).rejects.toMatchObject({ code: 142 });
    const long = await hasher.hash('x'.repeat(4_096), ARGON2);
    expect(await hasher.verify('x'.repeat(4_096), long, ARGON2)).toMatchObject({ matches: true });
    expect(await hasher.verify('x'.repeat(4_097), long, ARGON2)).toEqual({ matches: false });
    await expect(hasher.hash('x'.repeat(4_097), ARGON2)).rejects.toMatchObject({ code: 142 });
  });

  it('tell passwords apart behind a NUL', async () => {
    const stored = await hasher.hash('a\0b', BCRYPT);
    expect(await hasher.verify('a\0c', stored, BCRYPT)).toEqual({ matches: false });
  });

  it.each([
    ['no password', undefined],
    ['an empty text', ''],
    ['no hash', 'secret'],
    ['a cut hash', '$2y$10$short'],
    ['a bcrypt hash of more work than a log-in may have', `$2y$31$${'.'.repeat(53)}`],
    ['an argon2 hash of 100 GB', `$argon2id$v=19$m=99999999,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`],
    ['another kind of argon2', `$argon2d$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`],
  ])('never match %s', async (_what, stored) => {
    expect(await hasher.verify('secret', stored, BCRYPT)).toEqual({ matches: false });
    expect(await hasher.verify('secret', stored, ARGON2)).toEqual({ matches: false });
  });

  it('SEC-17 cost the same work for a user who does not exist', { timeout: 30_000 }, async () => {
    for (const scheme of [BCRYPT, ARGON2]) {
      const measured = async (work: () => Promise<unknown>) => {
        const before = process.cpuUsage();
        for (let round = 0; round < 2; round++) await work();
        const { user, system } = process.cpuUsage(before);
        return user + system;
      };
      const stored = await hasher.hash('secret', scheme);
      const known = await measured(() => hasher.verify('wrong', stored, scheme));
      const unknown = await measured(() => hasher.verify('wrong', undefined, scheme));
      expect(unknown / known).toBeGreaterThan(0.3); // a skipped check would be a thousandth; the exact figure is measured elsewhere
      expect(unknown / known).toBeLessThan(3);
    }
  });

  it('are compared with former ones', async () => {
    const former = [cheap('first', '2b'), cheap('second', '2y'), 'damaged'];
    expect(await hasher.equalsOneOf('second', former)).toBe(true);
    expect(await hasher.equalsOneOf('third', former)).toBe(false);
    expect(await hasher.equalsOneOf('damaged', former)).toBe(false);
  });

  it('are refused with 503 when too many wait, and not checked for a request whose time is over', async () => {
    const small = new PasswordHasher({ concurrency: 1, waitingMax: 1 }, () => 1_000);
    const stored = cheap('secret', '2b');
    const answers = await Promise.allSettled(Array.from({ length: 3 }, () => small.verify('secret', stored, BCRYPT)));
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(answers[2]).toMatchObject({ reason: { code: 2, status: 503 } });
    await expect(small.verify('secret', stored, BCRYPT, 1_000)).rejects.toMatchObject({ code: 2, status: 503 });
    expect(await small.verify('secret', stored, BCRYPT, 1_001)).toMatchObject({ matches: true });
  });

  it('leave the event loop free', async () => {
    let turns = 0;
    let done = false;
    const count = () => {
      turns++;
      if (!done) setImmediate(count);
    };
    setImmediate(count);
    await hasher.hash('secret', BCRYPT);
    done = true;
    expect(turns).toBeGreaterThan(10);
  });
});

describe('formats of hashes', () => {
  it.each([
    [`$2a$04$${'a'.repeat(53)}`, { kind: 'bcrypt', rounds: 4 }],
    [`$2b$15$${'a'.repeat(53)}`, { kind: 'bcrypt', rounds: 15 }],
    [`$2b$16$${'a'.repeat(53)}`, { kind: 'costly' }],
    [`$2b$03$${'a'.repeat(53)}`, { kind: 'unknown' }],
    [`$2x$10$${'a'.repeat(53)}`, { kind: 'unknown' }],
    [`$2b$10$${'a'.repeat(54)}`, { kind: 'unknown' }],
    [
      `$argon2id$v=19$m=262144,t=10,p=8$${'A'.repeat(22)}$${'A'.repeat(43)}`,
      { kind: 'argon2id', memoryKib: 262_144, passes: 10, lanes: 8 },
    ],
    [`$argon2id$v=19$m=262145,t=10,p=8$${'A'.repeat(22)}$${'A'.repeat(43)}`, { kind: 'costly' }],
    [`$argon2id$v=19$m=19456,t=11,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`, { kind: 'costly' }],
    [`$argon2id$v=19$m=19456,t=0,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`, { kind: 'unknown' }],
  ])('reads %s', (text, expected) => {
    expect(readStoredHash(text)).toEqual(expected);
  });
});

describe('bounds of hashing', () => {
  it.each([
    [1, undefined, 1],
    [2, undefined, 2],
    [8, undefined, 3],
    [8, 16, 8],
    [4, 1, 1],
  ])('uses of %s cores and a pool of %s threads: %s', (cores, threads, concurrency) => {
    expect(hashingBounds(cores, threads).concurrency).toBe(concurrency);
  });
});
