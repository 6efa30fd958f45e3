import { hashSync } from '@node-rs/bcrypt';
import { PLATFORM } from '@parlance/acl';
import { appSettings, mfaSettings } from '@parlance/app-settings';
import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PasswordCheck } from '../../../apps/auth/src/log-in/check-password.ts';
import { checkSecondFactor, readMfaState, storedMfa, unchangedSince } from '../../../apps/auth/src/mfa/index.ts';
import { PasswordHasher } from '../../../apps/auth/src/passwords/index.ts';
import { PlatformObjects } from '@parlance/platform-objects';
import { userRecord } from '../../../apps/auth/src/records/user-record.ts';
import { DataDeployment, MODES } from '../data/data-service.ts';

const ATTEMPTS = 50;
const INVALID = 'Invalid username/password.';

describe.each(MODES)('proofs that count once, %s', (mode) => {
  let deployment: DataDeployment;
  let objects: PlatformObjects;
  const context: RequestContext = { app: 'test', identity: PLATFORM, deadline: Date.now() + 600_000, requestId: 'request-1' };

  beforeAll(async () => {
    deployment = await DataDeployment.start(mode);
    objects = new PlatformObjects(deployment.bus, 'auth');
  });
  afterAll(() => deployment.close());

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
    const check = new PasswordCheck(objects, new PasswordHasher({ concurrency: 2, waitingMax: ATTEMPTS }));
    const settings = appSettings.parse({});
    const user = userRecord(await read(id));
    const passwords = Array.from({ length: ATTEMPTS }, (_, attempt) => (attempt === ATTEMPTS - 1 ? 'right' : `wrong-${attempt}`));
    const answers = await Promise.allSettled(passwords.map((password) => check.assertPassword(user, password, settings, context)));
    const texts = answers.map((answer) => (answer.status === 'rejected' ? (answer.reason as Error).message : 'in'));
    expect(texts.filter((text) => text === INVALID).length).toBe(10);
    const locked = 'Your account is locked due to multiple failed login attempts. Please try again after 15 minute(s)';
    expect(texts.filter((text) => text === locked).length).toBeGreaterThanOrEqual(ATTEMPTS - 11);
    const stored = userRecord(await read(id)).failedLogIns;
    expect(stored.count).toBe(10);
    await expect(check.assertPassword(userRecord(await read(id)), 'right', settings, context)).rejects.toThrow('locked');
  });

  it('of twenty right log-ins at once, all get in, and the hash follows the scheme', async () => {
    const id = await make('welcome001', { _hashed_password: hashSync('right', { cost: 4 }), _failed_login_count: 3 });
    const check = new PasswordCheck(objects, new PasswordHasher({ concurrency: 2, waitingMax: ATTEMPTS * 2 }));
    const user = userRecord(await read(id));
    const settings = appSettings.parse({});
    await Promise.all(Array.from({ length: 20 }, () => check.assertPassword(user, 'right', settings, context)));
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
