import { generateKeyPairSync } from 'node:crypto';
import { decodeProtectedHeader, importSPKI, jwtVerify } from 'jose';
import { beforeEach, describe, expect, it } from 'vitest';
import { ApnsProviderTokens, type ApnsKey } from './provider-tokens.ts';

const MINUTE = 60_000;
const pair = () =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const { publicKey, privateKey } = pair();
const key: ApnsKey = { teamId: 'TEAM000001', keyId: 'KEY0000001', privateKey };
let now: number;
let tokens: ApnsProviderTokens;
beforeEach(() => {
  now = 1_900_000_000_000;
  tokens = new ApnsProviderTokens(() => now);
});

describe('provider tokens of APNs', () => {
  it('are signed by ES256 for the team and name the key', async () => {
    const token = await tokens.current(key);
    const { payload } = await jwtVerify(token, await importSPKI(publicKey, 'ES256'), { currentDate: new Date(now) });
    expect(payload).toEqual({ iss: 'TEAM000001', iat: 1_900_000_000 });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', kid: 'KEY0000001' });
  });

  it('are shared by all that use the key, and renewed at 50 minutes', async () => {
    const [first, same] = await Promise.all([tokens.current(key), tokens.current({ ...key })]);
    expect(same).toBe(first);
    now += 50 * MINUTE - 1;
    expect(await tokens.current(key)).toBe(first);
    now += 1;
    expect(await tokens.current(key)).not.toBe(first);
  });

  it('are renewed once after a refusal, and not before they are 20 minutes old', async () => {
    const first = await tokens.current(key);
    now += 20 * MINUTE - 1;
    expect(await tokens.renewed(key, first)).toBeUndefined();
    now += 1;
    const renewed = await tokens.renewed(key, first);
    expect(renewed).not.toBe(first);
    expect(await tokens.renewed(key, first)).toBe(renewed); // of another message that was refused with it
    expect(await tokens.renewed(key, renewed ?? '')).toBeUndefined();
  });

  it('of a team are for holders of its private key alone', async () => {
    const own = await tokens.current(key);
    expect(await tokens.current({ ...key, privateKey: pair().privateKey })).not.toBe(own);
  });

  it('are not kept when the key cannot be read', async () => {
    const broken = { ...key, privateKey: 'no key' };
    await expect(tokens.current(broken)).rejects.toThrow();
    await expect(tokens.current(broken)).rejects.toThrow();
  });
});
