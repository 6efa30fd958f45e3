import { ADMIN_OPERATIONS, ROLE_NAMES, ROLES, scopeOf, type AnyAdminOperation, type Role } from '@parlance/admin-operations';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleDeployment, emailOf, type Browser } from './console-deployment.ts';

const nameOf = ({ area, name }: AnyAdminOperation): string => `${area}.${name}`;

describe('operations by the console, every service in a process of its own', () => {
  let deployment: ConsoleDeployment;
  const browsers = new Map<Role, Browser>();
  beforeAll(async () => {
    deployment = await ConsoleDeployment.start('split', [{ id: 'alpha' }, { id: 'beta' }]);
    for (const role of ROLE_NAMES) {
      await deployment.person(role, { role });
      browsers.set(role, await deployment.signedIn(role));
    }
    await deployment.person('of-beta', { role: 'owner', apps: ['beta'] });
  });
  afterAll(() => deployment.close());

  const calls = ADMIN_OPERATIONS.filter(({ follows }) => follows !== true);

  it.each(ROLE_NAMES)('SEC-08 %s reaches the operations of their scopes, and no other', async (role) => {
    const scopes: readonly string[] = ROLES[role];
    const wrong: string[] = [];
    for (const operation of calls) {
      const needed = scopeOf(operation);
      const isAllowed = scopes.includes(needed) || scopes.includes(needed.replace(':read', ':write'));
      // No request is a list: callers who may ask are told so, and nothing is done.
      const { status } = await (browsers.get(role) as Browser).call(nameOf(operation), []);
      if (status !== (isAllowed ? 400 : 403)) wrong.push(`${nameOf(operation)} ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('SEC-08 somebody who is signed out reaches nothing, and somebody of one app nothing of another', async () => {
    const statuses = await Promise.all(calls.map(async (operation) => (await deployment.browser().call(nameOf(operation))).status));
    expect(new Set(statuses)).toEqual(new Set([401]));
    const browser = await deployment.signedIn('of-beta');
    expect((await browser.call('apps.get', { app: 'beta' })).body.app.id).toBe('beta');
    expect((await browser.call('apps.get', { app: 'alpha' })).body).toMatchObject({
      code: 119,
      error: 'This caller is not admitted to the app alpha.',
    });
    expect((await browser.call('tokens.list')).status).toBe(403);
  });

  it('errors say what to do, where, and by which request', async () => {
    const owner = browsers.get('owner') as Browser;
    const { status, body } = await owner.call('apps.list', { limit: 'many' });
    expect([status, body.code, body.faults[0].field]).toEqual([400, 107, 'limit']);
    expect(body.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await owner.call('apps.get', { app: 'gamma' })).status).toBe(404);
    expect((await owner.call('apps.nothing')).status).toBe(404);
    expect((await owner.send('POST', '/api/apps/list', undefined)).status).toBe(200);
    const broken = await fetch(`${deployment.url}/api/apps/list`, {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json', cookie: `__Host-parlance-console=${owner.cookie}`, 'x-csrf-token': owner.csrf ?? '' },
    });
    expect([broken.status, await broken.json()]).toMatchObject([400, { code: 107, error: 'The request is no JSON.' }]);
  });

  it('a lost race and a name that does not confirm are told apart', async () => {
    const owner = browsers.get('owner') as Browser;
    const place = { app: 'alpha', className: 'Game' };
    const made = (await owner.call('data.create', { ...place, object: { score: 1 } })).body.object;
    const change = { ...place, objectId: made.objectId, changes: { score: 2 }, ifUpdatedAt: made.updatedAt };
    expect((await owner.call('data.update', change)).body.object.score).toBe(2);
    const late = await owner.call('data.update', change);
    expect([late.status, late.body.code]).toEqual([409, 142]);
    const unconfirmed = await owner.call('data.drop-class', { ...place, confirm: 'game' });
    expect([unconfirmed.status, unconfirmed.body.code]).toEqual([400, 142]);
  });

  it('replies are followed as server-sent events, and a refusal is an answer of its own', async () => {
    const [owner, marketer] = [browsers.get('owner') as Browser, browsers.get('marketer') as Browser];
    const path = `/follow/audit/follow?request=${encodeURIComponent(JSON.stringify({ action: 'data.create-class' }))}`;
    expect((await marketer.send('GET', path)).status).toBe(403);
    expect((await owner.send('GET', '/follow/apps/list')).status).toBe(404);
    expect((await deployment.browser().send('GET', path)).status).toBe(401);

    const gone = new AbortController();
    const response = await fetch(deployment.url + path, {
      headers: { cookie: `__Host-parlance-console=${owner.cookie}` },
      signal: gone.signal,
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const told = eventsOf(response);
    await owner.call('data.create-class', { app: 'beta', className: 'Draft' });
    expect(JSON.parse((await told.next()).value as string).entry).toMatchObject({ action: 'data.create-class', app: 'beta' });
    gone.abort();
  });

  it('pages may run no script of others, may not be framed, and are never kept', async () => {
    for (const path of ['/', '/apps/alpha/data/Game', '/first-run']) {
      const { status, text, headers } = await deployment.browser().send('GET', path);
      const policy = headers.get('content-security-policy') ?? '';
      expect([status, headers.get('x-frame-options'), headers.get('cache-control')]).toEqual([200, 'DENY', 'no-store']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toMatch(/script-src 'self'/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(text).not.toContain('CSP_NONCE');
      const nonce = /style-src 'self' 'nonce-([0-9a-f]+)'/.exec(policy)?.[1];
      if (text.includes('nonce=')) expect(text).toContain(`nonce="${nonce}"`);
    }
    expect((await deployment.browser().send('GET', '/assets/../../package.json')).status).not.toBe(500);
    expect((await deployment.browser().send('GET', '/api/apps/list')).status).toBe(404);
    expect((await deployment.browser().send('GET', '/assets/nothing.js')).status).toBe(404);
  });

  it('guessing is stopped for the account, and for all accounts from one address', async () => {
    const browser = deployment.browser();
    const victim = emailOf('owner');
    const guess = () => browser.send('POST', '/session', { email: victim, password: 'guess' });
    const answers = await Promise.all(Array.from({ length: 25 }, guess));
    expect(answers.filter(({ status }) => status === 401).length).toBe(10);
    const stopped = await browser.signIn('owner');
    expect([stopped.status, stopped.body.code]).toEqual([429, 100]);
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await browser.signIn('viewer')).status).toBe(200);
    await Promise.all(
      Array.from({ length: 40 }, (_, at) => browser.send('POST', '/session', { email: `nobody-${at}@example.com`, password: 'x' })),
    );
    expect((await browser.signIn('viewer')).status).toBe(429);
    expect((await (browsers.get('owner') as Browser).call('apps.list')).status).toBe(200);
  });

  it('while the admin service is away the console says so, and takes nobody’s session away', async () => {
    const owner = browsers.get('owner') as Browser;
    const admin = deployment.admin.parlance.processes.find(({ services }) => services.includes('admin'));
    await admin?.running.close();
    await expect.poll(async () => (await owner.call('apps.list')).status).toBe(503);
    const answer = await owner.send('GET', '/session');
    expect([answer.status, answer.body.code]).toEqual([503, 2]);
    expect(owner.cookie).toBeDefined();
    expect((await owner.send('GET', '/')).status).toBe(200);
  });
});

/** The data of the events in a response. */
async function* eventsOf(response: Response): AsyncGenerator<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(bytes, { stream: true });
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data !== undefined) yield data;
    }
  }
}
