import { hashSync } from '@node-rs/bcrypt';
import { PLATFORM } from '@parlance/acl';
import { appSettings, mfaSettings } from '@parlance/app-settings';
import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PasswordCheck } from '../../../apps/auth/src/log-in/check-password.ts';
import { CountedNames } from '../../../apps/auth/src/log-in/counted-names.ts';
import { VainHashes } from '../../../apps/auth/src/log-in/vain-hashes.ts';
import { checkSecondFactor, readMfaState, storedMfa, unchangedSince } from '../../../apps/auth/src/mfa/index.ts';
import { PasswordHasher } from '../../../apps/auth/src/passwords/index.ts';
import { PlatformObjects } from '@parlance/platform-objects';
import { Counters } from '@parlance/redis';
import { createLogger } from '@parlance/telemetry';
import { testServers, uniqueName } from '@parlance/testing';
import { userRecord, type UserRecord } from '../../../apps/auth/src/records/user-record.ts';
import { DataDeployment, MODES } from '../data/data-service.ts';

const ATTEMPTS = 50;
const INVALID = 'Invalid username/password.';
const stated = (name: string, password: string) => ({ where: { username: name }, name, password });

describe.each(MODES)('proofs that count once, %s', (mode) => {
  let deployment: DataDeployment;
  let objects: PlatformObjects;
  let counters: Counters;
  const context: RequestContext = { app: 'test', identity: PLATFORM, deadline: Date.now() + 600_000, requestId: 'request-1' };

  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    objects = new PlatformObjects(deployment.bus, 'auth');
    const logger = createLogger({ service: 'test', level: 'silent' });
    counters = new Counters({ redisUrl: testServers().redisUrl, prefix: uniqueName('names'), name: 'test', logger });
  });
  afterAll(async () => {
    counters.onApplicationShutdown();
    await deployment.close();
  });

  function passwordCheck(): PasswordCheck {
    const hasher = new PasswordHasher({ concurrency: 2, waitingMax: ATTEMPTS * 2 });
    return new PasswordCheck(objects, hasher, new CountedNames(counters.notes('names')), new VainHashes(objects));
  }

  /** A user, with members no client sets. */
  async function make(username: string, members: Record<string, unknown>): Promise<string> {
    return (await objects.make('_User', { username, ...members }, context)).objectId;
  }

  async function read(id: string) {
    const user = await objects.find('_User', { objectId: id }, context);
    if (user === undefined) throw new Error('The user is not there.');
    return user;
  }

  it('SEC-15 of fifty log-ins at once, ten get to know whether their password was right', async () => {
    const id = await make('lockedOut1', { _hashed_password: hashSync('right', { cost: 4 }) });
    const check = passwordCheck();
    const settings = appSettings.parse({});
    const user = userRecord(await read(id));
    const passwords = Array.from({ length: ATTEMPTS }, (_, attempt) => (attempt === ATTEMPTS - 1 ? 'right' : `wrong-${attempt}`));
    const answers = await Promise.allSettled(
      passwords.map((password) => check.assertPassword(user, stated('lockedOut1', password), settings, context)),
    );
    const texts = answers.map((answer) => (answer.status === 'rejected' ? (answer.reason as Error).message : 'in'));
    expect(texts.filter((text) => text === INVALID).length).toBe(10);
    const locked = 'Your account is locked due to multiple failed login attempts. Please try again after 15 minute(s)';
    expect(texts.filter((text) => text === locked).length).toBeGreaterThanOrEqual(ATTEMPTS - 11);
    const stored = userRecord(await read(id)).failedLogIns;
    expect(stored.count).toBe(10);
    await expect(check.assertPassword(userRecord(await read(id)), stated('lockedOut1', 'right'), settings, context)).rejects.toThrow(
      'locked',
    );
  });

  it('SEC-15 a name that nobody has is locked as that of a user is, attempt by attempt and all at once', async () => {
    const id = await make('somebody01', { _hashed_password: hashSync('right', { cost: 4 }) });
    const settings = appSettings.parse({});
    const told = async (name: string, user: () => Promise<UserRecord | undefined>, attempts: number) => {
      const attempt = async () => passwordCheck().assertPassword(await user(), stated(name, 'wrong'), settings, context);
      const answers: PromiseSettledResult<UserRecord>[] = [];
      for (let made = 0; made < attempts; made++) answers.push(...(await Promise.allSettled([attempt()])));
      return answers.map((answer) => (answer.status === 'rejected' ? (answer.reason as Error).message : 'in'));
    };
    const somebody = await told('somebody01', async () => userRecord(await read(id)), 12);
    expect(await told('nobody0001', () => Promise.resolve(undefined), 12)).toEqual(somebody);
    expect(somebody.filter((text) => text === INVALID)).toHaveLength(10);
    const check = passwordCheck();
    const wrong = Array.from({ length: ATTEMPTS }, () => check.assertPassword(undefined, stated('nobody0002', 'wrong'), settings, context));
    const texts = (await Promise.allSettled(wrong)).map((answer) => (answer as PromiseRejectedResult).reason as Error);
    expect(texts.filter(({ message }) => message === INVALID)).toHaveLength(10);
  });

  it('SEC-15 passwords of nobody are checked against hashes with the parameters of stored ones', async () => {
    const scheme = { algorithm: 'argon2id', bcryptRounds: 12 } as const;
    const vain = new VainHashes(objects);
    const names = Array.from({ length: 20 }, (_, at) => `nobody${at}`);
    const hashes = await Promise.all(names.map((name) => vain.of(name, scheme, context)));
    const stored = (await objects.findAll('_User', {}, 100, context)).map((user) => userRecord(user).passwordHash?.slice(4, 6));
    expect(hashes.filter((hash) => !hash.startsWith('$2y$') || !stored.includes(hash.slice(4, 6)))).toEqual([]);
    expect(await vain.of('Nobody3', scheme, context)).toBe(hashes[3]);
  });

  it('of twenty right log-ins at once, all get in, and the hash follows the scheme', async () => {
    const id = await make('welcome001', { _hashed_password: hashSync('right', { cost: 4 }), _failed_login_count: 3 });
    const check = passwordCheck();
    const user = userRecord(await read(id));
    const settings = appSettings.parse({});
    await Promise.all(Array.from({ length: 20 }, () => check.assertPassword(user, stated('welcome001', 'right'), settings, context)));
    const after = userRecord(await read(id));
    expect(after.failedLogIns.count).toBe(0);
    expect(after.passwordHash).toMatch(/^\$2y\$10\$/);
  });

  it('SEC-15 of fifty uses of one code for a lost device at once, one succeeds', async () => {
    const code = 'abcdefghijabcdefghijabcdefghij';
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    const id = await make('secondFact', { _auth_data_mfa: { secret, recovery: [code] } });
    const settings = mfaSettings.parse({ options: ['TOTP'] });
    const now = new Date();
    const seen = readMfaState(await authDataOf(id));

    const use = async (): Promise<boolean> => {
      for (let state = seen; ; state = readMfaState(await authDataOf(id))) {
        const decision = checkSecondFactor(state, code, settings, now);
        if (decision.state === undefined) return decision.error === undefined;
        const change = { _auth_data_mfa: storedMfa(decision.state) ?? { __op: 'Delete' } };
        try {
          await objects.change('_User', id, change, unchangedSince(state) as Parameters<PlatformObjects['change']>[3], context);
          return decision.error === undefined;
        } catch (error) {
          if (!(error instanceof ParseError) || error.kind !== 'ObjectNotFound') throw error;
        }
      }
    };
    const uses = await Promise.all(Array.from({ length: ATTEMPTS }, use));
    expect(uses.filter(Boolean).length).toBe(1);
    expect(readMfaState(await authDataOf(id))).toMatchObject({ secret, recovery: [], locks: 1 });
  });

  async function authDataOf(id: string): Promise<unknown> {
    return userRecord(await read(id)).mfa;
  }
});
