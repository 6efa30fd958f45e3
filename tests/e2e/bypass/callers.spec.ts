import type { RouteEntry } from '@parlance/gateway';
import { startParlance, type Parlance, type RestAnswer, type RestOptions } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { as, PATIENT, signUp } from '../accounts.ts';
import { storedState } from '../hostile-input/stored-state.ts';
import { LASTING, pathOf, servedRoutes } from '../served-routes.ts';

const routes = await servedRoutes();
const CALLERS = ['no key', 'wrong key', 'client', 'user', 'restricted session', 'maintenance', 'read-only master', 'master'] as const;
type Caller = (typeof CALLERS)[number];
/** The verdicts of the table's guards: the contract's words, said a second time. */
type Verdict = 'passes' | '403 902' | '403 903' | '403 119' | '400 119';

function expected(caller: Caller, { method, path, scope, effect }: RouteEntry): Verdict {
  if (caller === 'no key') return '403 902';
  if (caller === 'wrong key') return '403 903';
  const readOnly = path.startsWith('/files') ? '403 119' : '400 119'; // Parse Server answers so for files alone
  if (caller === 'read-only master') return effect === 'write' ? readOnly : 'passes';
  const isClient = caller === 'client' || caller === 'user' || caller === 'restricted session';
  if (isClient && method === 'GET' && path === '/installations') return '400 119'; // they name one to find it
  return scope === 'master' && caller !== 'master' ? '403 119' : 'passes';
}

/**
 * Every route × every kind of caller in a whole deployment, with requests that would do something. Callers that the guards stop are
 * answered before anything else is looked at, and nothing is stored.
 */
describe('the callers that may use a route', () => {
  let parlance: Parlance;
  let objectId: string;
  const callers = new Map<Caller, RestOptions>();
  beforeAll(async () => {
    parlance = await startParlance({ mode: 'split', apps: [{ id: 'test', settings: PATIENT }] });
    const user = await signUp(parlance);
    const restricted = await parlance.rest('POST', '/sessions', {}, as(user.token));
    objectId = (await parlance.masterRest('POST', '/classes/Target', { n: 1 })).body.objectId as string;
    callers
      .set('no key', { key: 'none' })
      .set('wrong key', { headers: { 'X-Parse-REST-API-Key': 'wrong' } })
      .set('client', {})
      .set('user', as(user.token))
      .set('restricted session', as(restricted.body.sessionToken as string))
      .set('maintenance', { key: 'maintenance' })
      .set('read-only master', { key: 'readOnlyMaster' })
      .set('master', { key: 'master' });
  }, 120_000);
  afterAll(() => parlance?.close());

  /** A body by which the route would do something, were it not for its guards. */
  function bodyOf({ method, path }: RouteEntry): object | undefined {
    if (method === 'GET' || method === 'DELETE') return undefined;
    if (path === '/batch') return { requests: [{ method: 'POST', path: '/parse/classes/Target', body: { n: 2 } }] };
    if (path.startsWith('/schemas')) return { className: 'Fresh', fields: { n: { type: 'Number' } } };
    if (path === '/settings') return { maxLimit: 10 };
    return { username: 'someone', password: 'a password', email: 'someone@example.com', name: 'Someone', deviceType: 'ios', ACL: {}, n: 2 };
  }
  const addressOf = (route: RouteEntry): string => pathOf(route, { className: 'Target', objectId });
  const send = (caller: Caller, route: RouteEntry): Promise<RestAnswer> =>
    parlance.rest(route.method, addressOf(route), bodyOf(route), callers.get(caller));

  function verdictOf({ code, error }: { readonly code?: number; readonly error?: string } = {}, status = 400): Verdict {
    const isGuard = status === 403 || (code === 119 && error === 'Permission denied');
    return isGuard ? (`${status} ${code}` as Verdict) : 'passes';
  }

  it.each(CALLERS.filter((caller) => caller !== 'master'))('SEC-08 SPC-10 SPC-13 %s: stopped where the table says so', async (caller) => {
    const wrong: string[] = [];
    for (const route of routes) {
      const should = expected(caller, route);
      // Callers that pass ask below, where things may change.
      if (should === 'passes' && (route.effect === 'write' || LASTING.has(route.path))) continue;
      const before = await storedState(parlance);
      const { status, body } = await send(caller, route);
      const got = verdictOf(body as { code?: number }, status);
      if (got !== should) wrong.push(`${route.method} ${route.path}: ${got} instead of ${should}`);
      if (should !== 'passes') expect([caller, route.path, await storedState(parlance)]).toEqual([caller, route.path, before]);
    }
    expect(wrong).toEqual([]);
  });

  it('SEC-08 SEC-38 the read-only master key writes nothing: alone, in batches, in transactions, and by another verb’s name', async () => {
    const before = await storedState(parlance);
    const writes = routes.filter(({ effect }) => effect === 'write');
    const options = callers.get('read-only master');
    for (const route of writes) {
      const part = { method: route.method, path: `/parse${addressOf(route)}`, body: bodyOf(route) ?? {} };
      const batch = await parlance.rest('POST', '/batch', { requests: [part] }, options);
      expect([route.path, batch.body]).toEqual([route.path, [{ error: { code: 119, error: 'Permission denied' } }]]);
      const transaction = await parlance.rest('POST', '/batch', { requests: [part], transaction: true }, options);
      expect([route.path, transaction.body]).toEqual([route.path, { code: 119, error: 'Permission denied' }]);
      const { key: _, ...envelope } = options ?? {};
      const { id, keys } = parlance.app();
      const members = { ...bodyOf(route), _method: route.method, _ApplicationId: id, _MasterKey: keys.readOnlyMaster };
      const disguised = await parlance.rest('POST', addressOf(route), members, { ...envelope, key: 'none' });
      // The body of an upload is the file, where the header fields name the app: a key in it is none.
      const isFile = /^\/(?:files|imports)\b/.test(route.path);
      const refused = isFile ? { code: 902, error: 'unauthorized' } : { code: 119, error: 'Permission denied' };
      expect([route.method, route.path, disguised.body]).toEqual([route.method, route.path, refused]);
    }
    expect(await storedState(parlance)).toEqual(before);
  });

  it('SEC-08 the guards stop nobody else: client, user, restricted session, maintenance and master key reach every other route', async () => {
    const reach = CALLERS.filter((caller) => !['no key', 'wrong key', 'read-only master'].includes(caller));
    const stopped: string[] = [];
    for (const route of routes.filter(({ path }) => !LASTING.has(path))) {
      for (const caller of reach) {
        if (expected(caller, route) !== 'passes' || OWN_REFUSALS.has(`${route.method} ${route.path}`)) continue;
        const { status, body } = await send(caller, route);
        if (status === 403) stopped.push(`${caller}: ${route.method} ${route.path} ${(body as { code: number }).code}`);
      }
    }
    expect(stopped).toEqual([]);
  });
});

/** Routes that end the session they are asked with, or that take away the objects of the other routes. */
const OWN_REFUSALS: ReadonlySet<string> = new Set(['POST /logout', 'PATCH /settings']);
