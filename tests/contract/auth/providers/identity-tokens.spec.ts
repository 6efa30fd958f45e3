import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Providers, refusal, NOW, seconds } from './harness.ts';
import { type Claims, Issuer } from './issuer.ts';
import { forgedTokens, rightClaims, TENANT, TENANT_KEYS, TOKEN_SERVICES } from './token-suite.ts';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await Issuer.start(['/keys', TENANT_KEYS]);
});
afterAll(() => issuer.stop());

const ID = 'user-1';

describe.each(TOKEN_SERVICES)('identity tokens of $provider', (service) => {
  const providers = new Providers();
  const good = (changes: Claims = {}): Claims => rightClaims(service, ID, seconds, changes);
  const verify = (token: unknown, more: object = {}, settings: object = {}) =>
    providers.verify(service.provider, service.auth(issuer.service.url, settings), { id: ID, [service.member]: token, ...more });

  it('let the account in that they are made for, and are kept as sent', async () => {
    const token = await issuer.sign(good());
    expect(await verify(token, { extra: 'kept' })).toEqual({ id: ID, data: { id: ID, [service.member]: token, extra: 'kept' } });
  });

  it('SEC-16 are refused when anything about them is wrong', async () => {
    const forged = await forgedTokens(service, issuer, ID, seconds);
    for (const [what, token] of Object.entries(forged)) expect(await refusal(verify(await token)), what).toBe(251);
  });

  it('SEC-16 are refused with another nonce than they were asked with, and without one where the app wants it', async () => {
    const nonce = 'n-0S6_WzA2Mj';
    const plain = await issuer.sign(good({ nonce }));
    const digested = await issuer.sign(good({ nonce: createHash('sha256').update(nonce).digest('hex') }));
    const bare = await issuer.sign(good());
    for (const token of [plain, digested]) {
      const { id, data } = await verify(token, { nonce }, { nonceRequired: true });
      expect(id).toBe(ID);
      expect(data).not.toHaveProperty('nonce');
      expect(await refusal(verify(token, { nonce: 'of another log-in' }))).toBe(251);
      expect(await refusal(verify(token, {}, { nonceRequired: true }))).toBe(251);
    }
    expect(await refusal(verify(bare, { nonce }))).toBe(251);
  });

  it('SEC-03 SEC-16 are refused when they are no text, or the account is no text', async () => {
    const token = await issuer.sign(good());
    const auth = service.auth(issuer.service.url);
    for (const value of [{ $ne: null }, [token], 5, true]) {
      expect(await refusal(verify(value)), JSON.stringify(value)).toBe(253);
      expect(await refusal(providers.verify(service.provider, auth, { id: value, [service.member]: token }))).toBe(162);
    }
    for (const id of [undefined, null, ''])
      expect(await refusal(providers.verify(service.provider, auth, { id, [service.member]: token }))).toBe(250);
    for (const value of [undefined, null, '']) expect(await refusal(verify(value))).toBe(251);
  });

  it('are accepted within the tolerance of clocks', async () => {
    expect((await verify(await issuer.sign(good({ exp: seconds(-29), nbf: seconds(29) })))).id).toBe(ID);
    expect(await refusal(verify(await issuer.sign(good({ nbf: seconds(31) }))))).toBe(251);
  });
});

describe('the keys of an issuer', () => {
  const auth = (url: string) => ({ oidc: { acme: { issuer: 'https://id.acme.example', clientIds: ['ours'], keysUrl: `${url}/keys` } } });
  const claims = { iss: 'https://id.acme.example', aud: 'ours', sub: ID, exp: seconds(100_000_000) };

  async function withIssuer(
    run: (own: Issuer, verify: (token: string) => Promise<unknown>, providers: Providers) => Promise<void>,
  ): Promise<void> {
    const own = await Issuer.start(['/keys']);
    const providers = new Providers();
    try {
      await run(own, (id_token) => providers.verify('acme', auth(own.service.url), { id: ID, id_token }), providers);
    } finally {
      await own.stop();
    }
  }
  const after = (offset: number) => new Date(NOW.getTime() + offset * 1_000);

  it('are asked for once while they are fresh, also by many at once', () =>
    withIssuer(async (own, verify, providers) => {
      const token = await own.sign(claims);
      await Promise.all(Array.from({ length: 20 }, () => verify(token)));
      providers.now = after(3_599);
      await verify(token);
      expect(own.service.seen.length).toBe(1);
      providers.now = after(3_600);
      await verify(token);
      expect(own.service.seen.length).toBe(2);
    }));

  it('are asked for again when a token names an unknown one, so that a rotation is noticed at once', () =>
    withIssuer(async (own, verify, providers) => {
      const old = await own.sign(claims);
      await verify(old);
      await own.rotate('second');
      providers.now = after(30);
      const fresh = await own.sign(claims);
      await Promise.all(Array.from({ length: 20 }, () => verify(fresh)));
      expect(own.service.seen.length).toBe(2);
      expect(await refusal(verify(old))).toBe(251);
    }));

  it('are asked for at most every five seconds, whatever tokens name', () =>
    withIssuer(async (own, verify, providers) => {
      await verify(await own.sign(claims));
      for (let second = 1; second <= 15; second++) {
        providers.now = after(second);
        expect(await refusal(verify(await own.sign(claims, { kid: `invented-${second}` })))).toBe(251);
      }
      expect(own.service.seen.length).toBe(4);
    }));

  it('count for a day while the issuer is away, and then no more', () =>
    withIssuer(async (own, verify, providers) => {
      const token = await own.sign(claims);
      await verify(token);
      own.away = true;
      providers.now = after(24 * 3_600 - 1);
      await verify(token);
      providers.now = after(24 * 3_600);
      expect(await refusal(verify(token))).toBe(251);
      own.away = false;
      await verify(token);
    }));

  it('that were never had let nobody in', async () => {
    const own = await Issuer.start(['/keys']);
    const token = await own.sign(claims);
    const gone = own.service.url;
    await own.stop();
    expect(await refusal(new Providers().verify('acme', auth(gone), { id: ID, id_token: token }))).toBe(251);
  });

  it('are found by the discovery document, which has to be the own one of the issuer', async () => {
    const own = await Issuer.start(['/jwks'], (self) => ({
      '/.well-known/openid-configuration': () => ({ issuer: self(), jwks_uri: `${self()}/jwks` }),
      '/another/.well-known/openid-configuration': () => ({ issuer: self(), jwks_uri: `${self()}/jwks` }),
      '/silent/.well-known/openid-configuration': () => ({ issuer: `${self()}/silent` }),
    }));
    const { url } = own.service;
    const providers = new Providers();
    const verify = async (name: string, iss: string) => {
      const oidc = { [name]: { issuer: iss, clientIds: 'ours', algorithms: ['RS256', 'ES256', 'EdDSA'] } };
      return providers.verify(name, { oidc }, { id: ID, id_token: await own.sign({ ...claims, iss }) });
    };
    expect((await verify('acme', url)).id).toBe(ID);
    for (const path of ['another', 'silent', 'nowhere']) expect(await refusal(verify('acme', `${url}/${path}`)), path).toBe(251);
    for (const alg of ['ES256', 'EdDSA']) {
      await own.rotate(alg, alg);
      providers.now = new Date(providers.now.getTime() + 30_000);
      expect((await verify('acme', url)).id, alg).toBe(ID);
    }
    await own.stop();
  });

  it('are not asked for at private addresses that the operator did not list', async () => {
    const own = await Issuer.start(['/keys']);
    const providers = new Providers();
    const elsewhere = own.service.url.replace('127.0.0.1', '127.0.0.2');
    expect(await refusal(providers.verify('acme', auth(elsewhere), { id: ID, id_token: await own.sign(claims) }))).toBe(251);
    expect(own.service.seen.length).toBe(0);
    await own.stop();
  });
});

describe('accounts at Microsoft', () => {
  const personal = { tid: '9188040d-6c67-4c5b-b112-36a304b66dad', oid: '00000000-0000-0000-2a0f-5c6f6a4f5c1e' };
  const work = { tid: TENANT, oid: '11111111-2222-4333-8444-555555555555' };
  const providers = new Providers();
  const verify = async (tenant: string, { tid, oid }: typeof work, id: string) => {
    const iss = `https://login.microsoftonline.com/${tid}/v2.0`;
    const token = await issuer.sign({ iss, aud: 'ours', sub: 'pairwise', exp: seconds(60), tid, oid });
    const auth = { microsoft: { clientId: 'ours', tenant, endpoints: { login: issuer.service.url } } };
    return providers.verify('microsoft', auth, { id, id_token: token });
  };

  it('are told by the id that Graph gives them', async () => {
    expect((await verify('common', work, work.oid)).id).toBe(work.oid);
    expect((await verify('common', personal, '2a0f5c6f6a4f5c1e')).id).toBe('2a0f5c6f6a4f5c1e');
    expect(await refusal(verify('common', work, 'pairwise'))).toBe(251);
  });

  it('SEC-16 are refused from other tenants than the app takes', async () => {
    const strangers = { ...work, tid: '33333333-2222-4333-8444-555555555555' };
    const own = await Issuer.start([
      `/${TENANT}/discovery/v2.0/keys`,
      '/consumers/discovery/v2.0/keys',
      '/organizations/discovery/v2.0/keys',
    ]);
    const at = async (tenant: string, { tid, oid }: typeof work, id = oid) => {
      const iss = `https://login.microsoftonline.com/${tid}/v2.0`;
      const token = await own.sign({ iss, aud: 'ours', sub: 'pairwise', exp: seconds(60), tid, oid });
      const auth = { microsoft: { clientId: 'ours', tenant, endpoints: { login: own.service.url } } };
      return providers.verify('microsoft', auth, { id, id_token: token });
    };
    expect((await at(TENANT, work)).id).toBe(work.oid);
    expect(await refusal(at(TENANT, strangers))).toBe(251);
    expect(await refusal(at('consumers', work))).toBe(251);
    expect((await at('organizations', strangers)).id).toBe(work.oid);
    expect(await refusal(at('organizations', personal, '2a0f5c6f6a4f5c1e'))).toBe(251);
    await own.stop();
  });
});
