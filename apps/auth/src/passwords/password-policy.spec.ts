import { DEFAULT_APP_SETTINGS } from '@parlance/app-settings';
import { describe, expect, it } from 'vitest';
import type { HashingScheme } from './hashing-scheme.ts';
import {
  checkNewPassword,
  forbiddenHashes,
  historyAfter,
  isPasswordExpired,
  type PasswordPolicy,
  repeatedPassword,
} from './password-policy.ts';

const BCRYPT: HashingScheme = { algorithm: 'bcrypt', bcryptRounds: 10 };
const policy = (changes: Partial<PasswordPolicy>): PasswordPolicy => ({ ...DEFAULT_APP_SETTINGS.passwordPolicy, ...changes });

function refusal(password: string, changes: Partial<PasswordPolicy>, scheme = BCRYPT): unknown {
  try {
    checkNewPassword(password, 'alice', policy(changes), scheme);
    return undefined;
  } catch (error) {
    return (error as { toBody: () => unknown }).toBody();
  }
}

describe('the password policy', () => {
  it('refuses the empty password with 201 and one over 72 bytes with 142, whatever the app wants', () => {
    expect(refusal('', {})).toEqual({ code: 201, error: 'password is required' });
    expect(refusal('x'.repeat(72), {})).toBeUndefined();
    expect(refusal('x'.repeat(73), {})).toEqual({ code: 142, error: 'Password cannot have more than 72 bytes.' });
    expect(refusal('ä'.repeat(37), {})).toMatchObject({ code: 142 });
    expect(refusal('x'.repeat(73), {}, { algorithm: 'argon2id', bcryptRounds: 10 })).toBeUndefined();
  });

  it("refuses what the app's pattern does not match, in the app's words", () => {
    const validatorPattern = '^(?=.*[A-Z])(?=.*\\d).{8,}$';
    expect(refusal('Abcdefg1', { validatorPattern })).toBeUndefined();
    expect(refusal('abcdefg1', { validatorPattern })).toEqual({
      code: 142,
      error: 'Password does not meet the Password Policy requirements.',
    });
    expect(refusal('abcdefg1', { validatorPattern, validationError: 'A capital and a digit, please.' })).toMatchObject({
      error: 'A capital and a digit, please.',
    });
  });

  it('refuses everything while a stored pattern cannot be read', () => {
    expect(refusal('Abcdefg1', { validatorPattern: '(?<=a)b' })).toMatchObject({ code: 142 });
  });

  it('refuses a password that contains the name, where the app wants it', () => {
    expect(refusal('my-alice-word', {})).toBeUndefined();
    expect(refusal('my-alice-word', { doNotAllowUsername: true })).toEqual({ code: 142, error: 'Password cannot contain your username.' });
    expect(refusal('my-bob-word', { doNotAllowUsername: true })).toBeUndefined();
  });

  it('lets a password expire after its age, and one from before the policy never at once', () => {
    const changed = new Date('2026-01-01T00:00:00Z');
    const aged = policy({ maxPasswordAge: 1.5 });
    expect(isPasswordExpired(changed, aged, new Date('2026-01-02T11:59:59Z'))).toBe(false);
    expect(isPasswordExpired(changed, aged, new Date('2026-01-02T12:00:00Z'))).toBe(true);
    expect(isPasswordExpired(undefined, aged, new Date('2030-01-01'))).toBe(false);
    expect(isPasswordExpired(changed, policy({}), new Date('2030-01-01'))).toBe(false);
  });

  it('remembers as many passwords as the app says, the present one among them', () => {
    const three = policy({ maxPasswordHistory: 3 });
    expect(forbiddenHashes('d', ['a', 'b', 'c'], three)).toEqual(['d', 'b', 'c']);
    expect(historyAfter('d', ['a', 'b', 'c'], three)).toEqual(['c', 'd']);
    expect(forbiddenHashes('d', ['a'], policy({ maxPasswordHistory: 1 }))).toEqual(['d']);
    expect(historyAfter('d', ['a'], policy({ maxPasswordHistory: 1 }))).toEqual([]);
    expect(forbiddenHashes(undefined, [], three)).toEqual([]);
    expect(historyAfter('d', ['a'], policy({}))).toBeUndefined();
    expect(repeatedPassword(three).toBody()).toEqual({ code: 142, error: 'New password should not be the same as last 3 passwords.' });
  });
});
