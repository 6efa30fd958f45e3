import { describe, expect, it } from 'vitest';
import {
  countFailure,
  forgetFailures,
  isLockedOut,
  lockedOut,
  type FailedLogIns,
  type LockoutPolicy,
  type LockoutWrite,
  unlockOnReset,
} from './account-lockout.ts';

const POLICY: LockoutPolicy = { threshold: 10, duration: 15, unlockOnPasswordReset: false, growth: true };
const START = new Date('2026-01-01T00:00:00Z');
const minutes = (count: number) => new Date(START.getTime() + count * 60_000);

/** One user's document, and conditional writes to it as a database does them. */
class Document {
  readonly members = new Map<string, number | Date>();

  read(): FailedLogIns {
    const expiresAt = this.members.get('_account_lockout_expires_at');
    return { count: Number(this.members.get('_failed_login_count') ?? 0), expiresAt: expiresAt instanceof Date ? expiresAt : undefined };
  }

  write({ where, set }: LockoutWrite): boolean {
    if (!this.#fits(where)) return false;
    for (const [name, change] of Object.entries(set)) {
      const value = change as { __op?: string; amount?: number; iso?: string };
      if (value.__op === 'Delete') this.members.delete(name);
      else if (value.__op === 'Increment') this.members.set(name, Number(this.members.get(name) ?? 0) + (value.amount ?? 0));
      else this.members.set(name, value.iso === undefined ? Number(change) : new Date(value.iso));
    }
    return true;
  }

  #fits(where: Readonly<Record<string, unknown>>): boolean {
    return Object.entries(where).every(([name, condition]) => {
      if (name === '$or') return (condition as Record<string, unknown>[]).some((branch) => this.#fits(branch));
      const stored = this.members.get(name);
      const tests: [string, unknown][] = isOperators(condition) ? Object.entries(condition) : [['$eq', condition]];
      return tests.every(([operator, operand]) => {
        if (operator === '$exists') return (stored !== undefined) === operand;
        if (stored === undefined) return false;
        const value = Number(typeof operand === 'number' ? operand : new Date((operand as { iso: string }).iso));
        const sign = Math.sign(Number(stored) - value);
        return { $eq: sign === 0, $lt: sign < 0, $lte: sign <= 0, $gt: sign > 0 }[operator] ?? false;
      });
    });
  }
}

function isOperators(condition: unknown): condition is Record<string, unknown> {
  return typeof condition === 'object' && condition !== null && !('__type' in condition);
}

type Answer = 'wrong' | 'locked' | 'in';

/** A log-in as the caller of this module does it; `seen` was read before it checked the password. */
function finish(document: Document, seen: FailedLogIns, right: boolean, now: Date, policy = POLICY): Answer {
  for (let round = 0, failed = seen; round < 20; round++, failed = document.read()) {
    if (isLockedOut(failed, policy, now)) return 'locked';
    const write = right ? forgetFailures(failed, policy, now) : countFailure(failed, policy, now);
    if (write === undefined) return isLockedOut(document.read(), policy, now) ? 'locked' : 'in';
    if (document.write(write)) return right ? 'in' : 'wrong';
    if (write.whenMissed === 'locked') return 'locked';
  }
  throw new Error('A log-in did not come to an end.');
}

function logIn(document: Document, right: boolean, now: Date, policy = POLICY): Answer {
  return finish(document, document.read(), right, now, policy);
}

function failTimes(document: Document, count: number, now: Date): Answer[] {
  return Array.from({ length: count }, () => logIn(document, false, now));
}

describe('account lockout', () => {
  it('locks after the tenth failure, also for the right password, until the time is over', () => {
    const document = new Document();
    expect(failTimes(document, 11, START)).toEqual([...Array<Answer>(10).fill('wrong'), 'locked']);
    expect(logIn(document, true, START)).toBe('locked');
    expect(logIn(document, true, minutes(14.9))).toBe('locked');
    expect(logIn(document, true, minutes(15))).toBe('in');
    expect(document.read()).toEqual({ count: 0, expiresAt: undefined });
  });

  it('SEC-15 lets at most ten of fifty attempts at once know whether they were right', () => {
    const document = new Document();
    const seen = document.read(); // all fifty have read this before the first of them is done
    const answers = Array.from({ length: 50 }, (_, attempt) => finish(document, seen, attempt === 40, START));
    expect(answers.filter((answer) => answer === 'wrong').length).toBe(10);
    expect(answers[40]).toBe('locked');
  });

  it('lets the right one of several attempts at once in while fewer than ten failed before', () => {
    const document = new Document();
    const seen = document.read();
    const answers = Array.from({ length: 8 }, (_, attempt) => finish(document, seen, attempt === 5, START));
    expect(answers).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 'in', 'wrong', 'wrong']);
  });

  it('forgets failures when a log-in succeeds, and when a quarter of an hour passes since the first', () => {
    const document = new Document();
    failTimes(document, 9, START);
    expect(logIn(document, true, START)).toBe('in');
    expect(failTimes(document, 9, minutes(1))).not.toContain('locked');
    expect(failTimes(document, 10, minutes(16))).not.toContain('locked');
    expect(logIn(document, false, minutes(16))).toBe('locked');
  });

  it('locks at once and twice as long when the failures go on behind a lock', () => {
    const document = new Document();
    failTimes(document, 10, START);
    expect(logIn(document, false, minutes(15))).toBe('wrong');
    expect(logIn(document, true, minutes(44))).toBe('locked');
    expect(logIn(document, false, minutes(45))).toBe('wrong');
    expect(logIn(document, true, minutes(45 + 59))).toBe('locked');
    expect(logIn(document, true, minutes(45 + 60))).toBe('in');
  });

  it('locks as long as was asked, fractions of a minute too, where locks do not grow', () => {
    const document = new Document();
    const policy = { ...POLICY, duration: 0.05, growth: false };
    const seconds = (count: number) => new Date(START.getTime() + count * 1_000);
    for (let failure = 0; failure < 10; failure++) expect(logIn(document, false, START, policy)).toBe('wrong');
    expect(logIn(document, true, seconds(2.999), policy)).toBe('locked');
    for (const at of [3, 6, 9, 12]) {
      expect(logIn(document, false, seconds(at), policy)).toBe('wrong');
      expect(logIn(document, true, seconds(at + 2.999), policy)).toBe('locked');
    }
    expect(logIn(document, true, seconds(15), policy)).toBe('in');
  });

  it('never locks longer than a day for a short duration, and begins anew when a lock ended a day ago', () => {
    const document = new Document();
    document.members.set('_failed_login_count', 500).set('_account_lockout_expires_at', START);
    logIn(document, false, minutes(1));
    expect(document.read().expiresAt).toEqual(minutes(1 + 24 * 60));
    expect(logIn(document, false, minutes(1 + 49 * 60))).toBe('wrong');
    expect(document.read().count).toBe(1);
  });

  it('lets one of several attempts at once count behind a lock', () => {
    const document = new Document();
    failTimes(document, 10, START);
    const seen = document.read();
    const answers = Array.from({ length: 5 }, () => finish(document, seen, false, minutes(15)));
    expect(answers).toEqual(['wrong', 'locked', 'locked', 'locked', 'locked']);
  });

  it('locks after the first failure when the threshold is one', () => {
    const document = new Document();
    const strict = { ...POLICY, threshold: 1 };
    expect(logIn(document, false, START, strict)).toBe('wrong');
    expect(logIn(document, true, START, strict)).toBe('locked');
  });

  it('obeys a lock that Parse Server wrote, and counts on where it has counted', () => {
    const document = new Document();
    document.members.set('_failed_login_count', 12).set('_account_lockout_expires_at', minutes(5));
    expect(logIn(document, true, START)).toBe('locked');
    document.members.clear();
    document.members.set('_failed_login_count', 3);
    expect(logIn(document, false, START)).toBe('wrong');
    expect(document.read().expiresAt).toEqual(minutes(15));
  });

  it('tells how many minutes are left, in the words clients know', () => {
    const error = lockedOut({ count: 10, expiresAt: minutes(14.2) }, POLICY, START);
    expect(error.toBody()).toEqual({
      code: 101,
      error: 'Your account is locked due to multiple failed login attempts. Please try again after 15 minute(s)',
    });
  });

  it('ends a lock with a reset password only where the app wants it', () => {
    expect(unlockOnReset({ ...POLICY, unlockOnPasswordReset: true })).toEqual({
      _failed_login_count: { __op: 'Delete' },
      _account_lockout_expires_at: { __op: 'Delete' },
    });
    expect(unlockOnReset(POLICY)).toEqual({});
    expect(unlockOnReset(null)).toEqual({});
  });
});
