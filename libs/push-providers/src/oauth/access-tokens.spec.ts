import { beforeEach, describe, expect, it } from 'vitest';
import { AccessTokens, type TokenAnswer } from './access-tokens.ts';

const MINUTE = 60_000;
let now: number;
let asked: number;
let next: () => TokenAnswer;
let tokens: AccessTokens;
beforeEach(() => {
  now = 0;
  asked = 0;
  next = () => ({ granted: { token: `token${asked}`, expiresInMs: 60 * MINUTE } });
  tokens = new AccessTokens(
    async () => {
      asked++;
      return next();
    },
    () => now,
  );
});

describe('access tokens', () => {
  it('are asked for once, however many messages wait', async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => tokens.current()));
    expect(new Set(all.map((answer) => 'token' in answer && answer.token))).toEqual(new Set(['token1']));
    expect(asked).toBe(1);
  });

  it('are renewed five minutes before they expire, short ones at half of their life', async () => {
    await tokens.current();
    now += 55 * MINUTE - 1;
    expect(await tokens.current()).toEqual({ token: 'token1' });
    next = () => ({ granted: { token: `token${asked}`, expiresInMs: 1_000 } });
    now += 1;
    expect(await tokens.current()).toEqual({ token: 'token2' });
    now += 499;
    expect(await tokens.current()).toEqual({ token: 'token2' });
    now += 1;
    expect(await tokens.current()).toEqual({ token: 'token3' });
  });

  it('are renewed once for all messages that were refused with the same one', async () => {
    await tokens.current();
    const all = await Promise.all(Array.from({ length: 10 }, () => tokens.renewed('token1')));
    expect(new Set(all.map((answer) => 'token' in answer && answer.token))).toEqual(new Set(['token2']));
    expect(await tokens.renewed('token1')).toEqual({ token: 'token2' });
    expect(asked).toBe(2);
  });

  it('stay in use while the endpoint is away, as long as they are good', async () => {
    await tokens.current();
    next = () => ({ failure: { kind: 'retry', reason: 'HTTP503' } });
    now += 59 * MINUTE;
    expect(await tokens.current()).toEqual({ token: 'token1' });
    now += MINUTE;
    expect(await tokens.current()).toEqual({ failure: { kind: 'retry', reason: 'HTTP503' } });
  });

  it('do not hide that the credential was taken back', async () => {
    await tokens.current();
    next = () => ({ failure: { kind: 'authError', reason: 'invalid_client' } });
    now += 59 * MINUTE;
    expect(await tokens.current()).toEqual({ failure: { kind: 'authError', reason: 'invalid_client' } });
  });
});
