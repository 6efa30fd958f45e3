import { describe, expect, it } from 'vitest';
import { hashPassword, isPassword } from './passwords.ts';

describe('the password of an administrator', () => {
  it('is known again, in whatever form of Unicode it is typed, and no other is', async () => {
    const stored = await hashPassword('correct hörse');
    expect(stored).toMatch(/^scrypt\$15\$8\$3\$/);
    expect(stored).not.toContain('correct');
    expect(await isPassword('correct hörse', stored)).toBe(true);
    expect(await isPassword('correct ho\u0308rse', stored)).toBe(true);
    expect(await isPassword('correct horse', stored)).toBe(false);
    expect(await hashPassword('correct hörse')).not.toBe(stored);
  });

  it('is nobody’s where there is none, or another thing is stored', async () => {
    expect(await isPassword('', undefined)).toBe(false);
    expect(await isPassword('scrypt', 'scrypt')).toBe(false);
  });
});
