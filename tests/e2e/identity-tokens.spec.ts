import { MODES, startParlance, type Parlance, type RestAnswer } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Issuer } from '../contract/auth/providers/issuer.ts';
import { forgedTokens, rightClaims, TENANT_KEYS, TOKEN_SERVICES, type TokenService } from '../contract/auth/providers/token-suite.ts';
import { as, PATIENT, signUp, verdict } from './accounts.ts';

const epoch = (offset: number) => Math.floor(Date.now() / 1_000) + offset;

describe.each(MODES)('identity tokens, %s', (mode) => {
  let parlance: Parlance;
  let issuer: Issuer;
  let rotating: Issuer;
  let count = 0;
  const newId = () => `account-${(count += 1)}`;

  beforeAll(async () => {
    issuer = await Issuer.start(['/keys', TENANT_KEYS], (self) => ({
      '/.well-known/openid-configuration': () => ({ issuer: self(), jwks_uri: `${self()}/keys` }),
      '/impostor/.well-known/openid-configuration': () => ({ issuer: self(), jwks_uri: `${self()}/keys` }),
    }));
    rotating = await Issuer.start(['/keys']);
    const { url } = issuer.service;
    const services = TOKEN_SERVICES.map(({ auth }) => auth(url) as { readonly oidc?: object });
    const found = { issuer: url, clientIds: ['ours'] };
    const oidc = {
      ...services.find((settings) => settings.oidc !== undefined)?.oidc,
      found,
      impostor: { ...found, issuer: `${url}/impostor` },
      rotating: { ...found, keysUrl: `${rotating.service.url}/keys` },
    };
    const auth = Object.assign({}, ...services, { oidc }) as object;
    parlance = await startParlance({
      mode,
      apps: [{ id: 'test', settings: { ...PATIENT, auth, logInThrottle: null } }],
      env: { PARLANCE_OUTBOUND_ALLOWED: '127.0.0.1' },
    });
    expect((await enter(await rotatingToken(newId()))).status).toBe(201);
  }, 90_000);
  afterAll(async () => {
    await parlance?.close();
    await issuer?.stop();
    await rotating?.stop();
  });

  const enter = (authData: unknown) => parlance.rest('POST', '/users', { authData });
  const dataOf = ({ provider, member }: TokenService, id: string, token: unknown) => ({ [provider]: { id, [member]: token } });
  const rightToken = (service: TokenService, id: string) => issuer.sign(rightClaims(service, id, epoch));
  const rotatingToken = async (id: string) => ({
    rotating: { id, id_token: await rotating.sign({ iss: issuer.service.url, aud: 'ours', sub: id, exp: epoch(600) }) },
  });
  const sessions = async () => (await parlance.database()).collection('_Session').countDocuments();
  const isRefused = (answer: RestAnswer, code: number, what: string) => {
    expect([what, ...verdict(answer)]).toEqual([what, 400, code]);
    expect(answer.body.sessionToken).toBeUndefined();
  };

  describe.each(TOKEN_SERVICES)('of $provider', (service) => {
    it('SES-20 make a user, let them in again, and name the service in their session', async () => {
      const id = newId();
      const made = await enter(dataOf(service, id, await rightToken(service, id)));
      const again = await enter(dataOf(service, id, await rightToken(service, id)));
      expect([made.status, again.status, again.body.objectId]).toEqual([201, 200, made.body.objectId]);
      const session = await parlance.rest('GET', '/sessions/me', undefined, as(again.body.sessionToken));
      expect(session.body.createdWith).toEqual({ action: 'login', authProvider: service.provider });
    });

    it('SEC-16 are refused at sign-up, link and log-in when anything about them is wrong', async () => {
      const known = newId();
      const owner = await enter(dataOf(service, known, await rightToken(service, known)));
      const user = await signUp(parlance);
      const before = await sessions();
      const id = newId();
      const ofStranger = await forgedTokens(service, issuer, id, epoch);
      const ofOwner = await forgedTokens(service, issuer, known, epoch);
      for (const [what, token] of Object.entries(ofStranger)) {
        const authData = dataOf(service, id, await token);
        isRefused(await enter(authData), 251, `sign-up: ${what}`);
        isRefused(await parlance.rest('PUT', `/users/${user.id}`, { authData }, as(user.token)), 251, `link: ${what}`);
        isRefused(await enter(dataOf(service, known, await ofOwner[what])), 251, `log-in: ${what}`);
      }
      expect(await sessions()).toBe(before);
      const me = await parlance.rest('GET', '/users/me', undefined, as(user.token));
      expect(me.body.authData).toBeUndefined();
      expect((await enter(dataOf(service, known, await rightToken(service, known)))).body.objectId).toBe(owner.body.objectId);
    }, 60_000);

    it('SEC-16 no session comes of authData that is empty, partial or null', async () => {
      const known = newId();
      const token = await rightToken(service, known);
      await enter(dataOf(service, known, token));
      const before = await sessions();
      const { provider, member } = service;
      const attempts: readonly [unknown, number][] = [
        [{}, 200],
        [null, 200],
        [{ [provider]: null }, 200],
        [{ [provider]: {} }, 200],
        [{ [provider]: { [member]: token } }, 250],
        [{ [provider]: { id: null, [member]: token } }, 250],
        [{ [provider]: { id: known } }, 251],
        [{ [provider]: { id: known, [member]: null } }, 251],
        [{ [provider]: { id: known, [member]: '' } }, 251],
        [{ [provider]: { id: { $ne: null }, [member]: token } }, 162],
        [{ [provider]: [known, token] }, 253],
        [{ [provider]: { id: known, [member]: token }, nowhere: { id: known } }, 252],
      ];
      const codes: unknown[] = [];
      for (const [authData] of attempts) codes.push((await enter(authData)).body.code);
      expect(codes).toEqual(attempts.map(([, code]) => code));
      expect(await sessions()).toBe(before);
    });
  });

  it('SEC-16 a token of one service is none of another', async () => {
    const [google, apple] = TOKEN_SERVICES as [TokenService, TokenService];
    const id = newId();
    isRefused(await enter(dataOf(apple, id, await rightToken(google, id))), 251, 'of Google at Apple');
  });

  it('an issuer is found by its discovery document, which has to be its own', async () => {
    const { url } = issuer.service;
    const token = (iss: string, id: string) => issuer.sign({ iss, aud: 'ours', sub: id, exp: epoch(600) });
    const id = newId();
    expect((await enter({ found: { id, id_token: await token(url, id) } })).status).toBe(201);
    const other = newId();
    const impostor = { id: other, id_token: await token(`${url}/impostor`, other) };
    isRefused(await enter({ impostor }), 251, 'the document of another issuer');
  });

  // Keys are asked for again once in 30 seconds at most: the first use lies before all other tests.
  it('a rotation of keys is noticed, and a withdrawn key lets nobody in from then on', async () => {
    const old = await rotatingToken(newId());
    await rotating.rotate('second');
    await expect.poll(async () => (await enter(await rotatingToken(newId()))).status, { timeout: 60_000, interval: 500 }).toBe(201);
    isRefused(await enter(old), 251, 'the withdrawn key');
  }, 90_000);
});
