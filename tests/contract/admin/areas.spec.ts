import { MASTER, PUBLIC } from '@parlance/acl';
import { auth, data, workers } from '@parlance/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AdminDeployment } from './admin-deployment.ts';

const APPS = [
  { id: 'alpha', settings: { allowClientClassCreation: true, slowQueryMs: 1, fileUpload: { enableForPublic: true } } },
  { id: 'beta', settings: { publicServerURL: null } },
];
const PASSWORD = 'correct horse battery';

describe('areas of administration', () => {
  let deployment: AdminDeployment;
  beforeAll(async () => {
    deployment = await AdminDeployment.start('split', APPS);
  });
  afterAll(() => deployment?.close());

  /** The answer of an operation that succeeds. */
  const done = async (operation: string, request: object): Promise<ReturnType<typeof JSON.parse>> => {
    const { body, error } = await deployment.ask(operation, request);
    expect({ operation, error, body: error === undefined ? undefined : body }).toEqual({ operation, error: undefined, body: undefined });
    return body;
  };
  const refused = async (operation: string, request: object) => {
    const { body, error } = await deployment.ask(operation, request);
    return [error, body.error];
  };
  const rest = (method: string, path: string, body?: unknown, key: 'rest' | 'master' = 'rest', headers: Record<string, string> = {}) =>
    deployment.parlance.rest(method, path, body, { app: deployment.parlance.app('alpha'), key, headers });

  it('SET-04 SET-05 creates an app, rotates and revokes its keys within a second at the gateway, and tells keys once', async () => {
    const { app, keys } = await done('apps.create', { id: 'made', name: 'Made', settings: { allowClientClassCreation: true } });
    expect(app).toMatchObject({ id: 'made', enabled: true });
    const asMaster = async (masterKey: string) => {
      const headers = { 'X-Parse-Application-Id': 'made', 'X-Parse-Master-Key': masterKey, 'X-Parse-REST-API-Key': keys.rest };
      return (await fetch(`${deployment.parlance.url}/schemas`, { headers })).status;
    };
    await vi.waitFor(async () => expect(await asMaster(keys.master)).toBe(200), 5_000);
    const { key } = await done('keys.rotate', { app: 'made', kind: 'master', overlapSeconds: 3_600 });
    await vi.waitFor(async () => expect([await asMaster(key), await asMaster(keys.master)]).toEqual([200, 200]), 5_000);
    await done('keys.revoke', { app: 'made', kind: 'master' });
    await vi.waitFor(async () => expect([await asMaster(key), await asMaster(keys.master)]).toEqual([200, 403]), {
      timeout: 1_000,
      interval: 20,
    });
    const listed = await done('keys.list', { app: 'made' });
    expect(JSON.stringify(listed)).not.toMatch(new RegExp(`${key}|${keys.master}|${keys.webhook}`));
    expect(listed.keys.find(({ kind }: { kind: string }) => kind === 'rest').key).toBe(keys.rest);
    expect(await refused('apps.create', { id: 'made', name: 'Again' })).toEqual(['137', 'There is an app made already.']);
    expect((await refused('apps.rename', { app: 'made', name: ' ' }))[0]).toBe('256');
    expect(await refused('apps.disable', { app: 'alpha' })).toEqual(['119', 'The app alpha is declared in apps.json; change it there.']);
    const logs = JSON.stringify(deployment.parlance.logs);
    expect(logs.includes(keys.master) || logs.includes(key)).toBe(false);
  });

  it('deletes a disabled app for good, after a typed confirmation and an export, or without one', async () => {
    await done('apps.create', { id: 'doomed', name: 'Doomed' });
    const request = { app: 'doomed', confirm: 'doomed', withoutExport: true };
    expect((await refused('apps.delete', request))[0]).toBe('119'); // while it is enabled
    await done('apps.disable', { app: 'doomed' });
    expect((await refused('apps.delete', { ...request, confirm: 'doome' }))[0]).toBe('142');
    expect((await refused('apps.delete', { ...request, withoutExport: false }))[1]).toMatch(/no export of the whole app/);
    await vi.waitFor(async () => expect((await done('apps.delete', request)).state).toBe('done'), 30_000);
    expect((await refused('apps.get', { app: 'doomed' }))[0]).toBe('101');
  });

  it('SET-01 shows, changes, compares and explains settings', async () => {
    expect((await done('settings.patch', { app: 'alpha', changes: { maxLimit: 50 } })).settings.maxLimit).toBe(50);
    expect((await done('settings.get', { app: 'alpha' })).settings.maxLimit).toBe(50);
    expect((await refused('settings.patch', { app: 'alpha', changes: { slowQueryMs: 5 } }))[1]).toMatch(/declared in apps.json/);
    const { differences } = await done('settings.diff', { app: 'alpha', other: 'beta' });
    expect(differences).toContainEqual({ name: 'maxLimit', value: 50, other: null });
    const { settings } = await done('settings.describe', { app: 'alpha', names: ['maxLimit'] });
    expect(settings).toMatchObject([{ name: 'maxLimit', value: 50, default: null, from: 'request', owner: 'data' }]);
  });

  it('SCH-03 plans and applies declared classes, and locks them to the file', async () => {
    await rest('POST', '/classes/Note', { text: 'a', old: 1 });
    const definitions = [{ className: 'Note', fields: { text: { type: 'String' } }, classLevelPermissions: { find: { '*': true } } }];
    const request = { app: 'alpha', definitions, deleteExtraFields: true };
    const plan = await done('schema.plan', request);
    expect(plan.losesData).toBe(true);
    expect(plan.classes.find(({ className }: { className: string }) => className === 'Note').removed).toMatchObject([
      { field: 'old', objects: 1 },
    ]);
    expect((await refused('schema.apply', request))[0]).toBe('142');
    expect((await refused('schema.apply', { ...request, confirm: 'beta' }))[0]).toBe('142');
    const { apply } = await done('schema.apply', { ...request, confirm: 'alpha' });
    await vi.waitFor(async () => {
      expect((await done('schema.apply-state', { app: 'alpha', id: apply.id })).apply).toMatchObject({ state: 'done', error: null });
    }, 20_000);
    expect((await done('schema.applies', { app: 'alpha' })).applies).toHaveLength(1);
    expect((await done('schema.get', { app: 'alpha', className: 'Note' })).classes[0].fields.old).toBeUndefined();
    expect((await done('schema.lock', { app: 'alpha' })).locked).toBe(true);
    await vi.waitFor(async () => {
      const { status, body } = await rest('POST', '/schemas/Other', { className: 'Other' }, 'master');
      expect({ status, body }).toEqual({
        status: 400,
        body: { code: 119, error: 'Cannot perform this operation when schemas options is used.' },
      });
    }, 5_000);
    expect((await done('schema.unlock', { app: 'alpha' })).locked).toBe(false);
    expect((await done('schema.cancel-apply', { app: 'alpha', id: apply.id })).apply.state).toBe('done'); // it had ended
  });

  it('PER-01 makes, shows and drops indexes, finds unused ones and keeps those of the platform out of that', async () => {
    await rest('POST', '/classes/Player', { name: 'a', score: 1 });
    const place = { app: 'alpha', className: 'Player', name: 'byScore' };
    const key = [
      { field: 'score', direction: '-1' },
      { field: 'name', direction: '1' },
    ];
    expect((await done('indexes.build', { ...place, key, sparse: true })).build).toMatchObject({ id: 'Player/byScore', total: 100 });
    await vi.waitFor(async () => expect((await done('indexes.build-state', place)).build.state).toBe('done'), 10_000);
    const { indexes } = await done('indexes.list', { app: 'alpha', className: 'Player' });
    expect(indexes).toContainEqual({ name: 'byScore', key, options: { sparse: true }, build: null });
    const unused = await done('indexes.unused', { app: 'alpha' });
    expect(unused.indexes.map(({ className, name }: { className: string; name: string }) => `${className}/${name}`)).toEqual([
      'Player/byScore',
    ]);
    const dropped = await done('indexes.drop', place);
    expect(dropped.indexes.some(({ name }: { name: string }) => name === 'byScore')).toBe(false);
    expect((await refused('indexes.build-state', place))[0]).toBe('101');
  });

  it('PER-06 PER-10 advises on slow queries: equality first, and another form where no index helps', async () => {
    const games = await deployment.parlance.database('alpha');
    await games
      .collection('Slow')
      .insertMany(Array.from({ length: 20_000 }, (_, n) => ({ _id: `slow${n}` as never, score: n % 9, playerName: `p${n}` })));
    await rest('POST', '/schemas/Slow', { fields: { score: { type: 'Number' }, playerName: { type: 'String' } } }, 'master');
    const where = JSON.stringify({ score: 3, playerName: { $in: ['p1', 'p2', 'p3'] } });
    const regex = JSON.stringify({ playerName: { $regex: 'x$' } });
    await vi.waitFor(async () => {
      for (const asked of [where, regex]) await rest('GET', `/classes/Slow?where=${encodeURIComponent(asked)}`, undefined, 'master');
      const { advice } = await done('indexes.advice', { app: 'alpha', className: 'Slow' });
      const keys = advice.map(({ key }: { key: { field: string }[] }) => key.map(({ field }) => field));
      expect(keys).toContainEqual(['score', 'playerName']);
      expect(advice.some(({ hint }: { hint: string | null }) => hint !== null)).toBe(true);
    }, 20_000);
  });

  it('ACL-04 explains access, and tries permissions on requests that were made', async () => {
    await rest('POST', '/classes/Room', { a: 1 });
    for (let times = 0; times < 100; times++) await rest('GET', '/classes/Room');
    const permissions = { find: { 'role:editor': true }, get: { '*': true }, create: { '*': true } };
    const tried = await done('permissions.dry-run', { app: 'alpha', className: 'Room', permissions });
    expect(tried.changes).toMatchObject([{ operation: 'find', caller: 'public', user: null, before: 'allowed', after: 'refused' }]);
    expect(tried.roles).toEqual([{ role: 'public', refused: tried.changes[0].requests, allowed: 0 }]);
    expect(tried.changes[0].requests).toBeLessThan(30);
    expect((await refused('permissions.dry-run', { app: 'alpha', className: 'Room', permissions: { fly: {} } }))[0]).toBe('107');
    expect((await refused('permissions.dry-run', { app: 'alpha', className: 'Nowhere', permissions }))[0]).toBe('103');
    const explained = await done('permissions.explain', { app: 'alpha', className: 'Room', operation: 'find' });
    expect(explained.allowed).toBe(true);
  });

  it('finds users without secrets, locks them out of every log-in, ends their sessions, and unlocks them', async () => {
    const { body: signedUp } = await rest('POST', '/users', { username: 'ada', password: PASSWORD, email: 'ada@example.com' });
    const { objectId: userId, sessionToken } = signedUp as { objectId: string; sessionToken: string };
    const bearer = { 'X-Parse-Session-Token': sessionToken };
    const [found] = (await done('users.find', { app: 'alpha', text: 'ad' })).users;
    expect(found).toMatchObject({ id: userId, username: 'ada', email: 'ada@example.com', lock: null, sessions: 1 });
    expect(JSON.stringify(found)).not.toMatch(/r:|\$2|password/);
    expect((await rest('GET', '/users/me', undefined, 'rest', bearer)).status).toBe(200);
    const locked = await done('users.lock', { app: 'alpha', userId, reason: 'asked us to' });
    expect(locked.user).toMatchObject({ sessions: 0, lock: { reason: 'asked us to' } });
    const logIn = async () => {
      const { status, body } = await rest('POST', '/login', { username: 'ada', password: PASSWORD });
      return [status, (body as { code?: number }).code, (body as { error?: string }).error];
    };
    expect(await logIn()).toEqual([404, 101, 'Invalid username/password.']);
    await vi.waitFor(
      async () => expect((await rest('GET', '/users/me', undefined, 'rest', bearer)).body).toMatchObject({ code: 209 }),
      1_000,
    );
    expect((await rest('POST', '/loginAs', { userId }, 'master')).body).toMatchObject({ code: 101 });
    const shown = (await rest('GET', `/users/${userId}`, undefined, 'master')).body;
    expect(JSON.stringify(shown)).not.toMatch(/tombstone|asked us to/);
    expect((await done('users.unlock', { app: 'alpha', userId })).user.lock).toBeNull();
    expect((await logIn())[0]).toBe(200);
    expect((await done('users.sign-out', { app: 'alpha', userId })).user.sessions).toBe(0);
    expect((await refused('users.lock', { app: 'alpha', userId: 'nobody0000' }))[0]).toBe('101');
    expect(await refused('users.resend-mail', { app: 'alpha', userId, mail: 'verification' })).toEqual([
      '142',
      'Links in mails need an address: set publicServerURL of the app.',
    ]);
  });

  it('shows the figures of an app', async () => {
    await rest('POST', '/files/a.txt', 'hello', 'rest', { 'Content-Type': 'text/plain' });
    await vi.waitFor(async () => {
      const usage = await done('usage.get', { app: 'alpha', days: 1 });
      expect(usage.requests).toBeGreaterThan(100);
      expect(usage).toMatchObject({ files: 1, pushes: 0 });
      expect(usage.fileBytes).toBeGreaterThanOrEqual(5);
      const slow = usage.classes.find(({ className }: { className: string }) => className === 'Slow');
      expect(slow).toMatchObject({ objects: 20_000 });
      expect(usage.objects).toBeGreaterThan(20_000);
    }, 20_000);
  });

  it('SEC-34 nobody but admin may ask the operations behind it', async () => {
    const own: readonly { readonly askedBy?: unknown }[] = [
      data.planSchema,
      data.forgetApp,
      data.rehearsePermissions,
      auth.lockUser,
      workers.forgetApp,
    ];
    expect(own.map(({ askedBy }) => askedBy)).toEqual(own.map(() => ['admin']));
    const gateway = deployment.parlance.processes.find(({ services }) => services.includes('gateway'));
    const context = { app: 'alpha', deadline: Date.now() + 5_000, requestId: 'request' };
    for (const identity of [PUBLIC, { kind: 'readOnlyMaster' } as const]) {
      const request = { className: 'Note', indexes: {}, indexOptions: {} };
      await expect(gateway?.running.bus.call(data.changeIndexes, request, { ...context, identity })).rejects.toMatchObject({ code: 119 });
    }
    await expect(gateway?.running.bus.call(data.forgetApp, {}, { ...context, identity: MASTER })).rejects.toMatchObject({ code: 119 });
  });
});
