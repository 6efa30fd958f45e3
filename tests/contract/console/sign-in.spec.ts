import { MODES } from '@parlance/testing';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleDeployment, emailOf, PASSWORD } from './console-deployment.ts';

describe.each(MODES)('sign-in to the console, %s', (mode) => {
  let deployment: ConsoleDeployment;
  beforeAll(async () => {
    deployment = await ConsoleDeployment.start(mode, [{ id: 'alpha' }, { id: 'beta' }]);
  });
  afterAll(() => deployment.close());

  const lastAudit = async (limit: number) => (await deployment.admin.ask('audit.query', { limit })).body.entries;

  it('the link of the first run makes one owner, once', async () => {
    const old = await deployment.firstRunLink();
    const link = await deployment.firstRunLink();
    const person = { name: 'Ada', email: emailOf('Ada'), password: PASSWORD };
    const browser = deployment.browser();
    expect((await browser.send('POST', '/first-run', { ...person, link: old })).status).toBe(404);
    expect((await browser.send('POST', '/first-run', { ...person, link: 'guessed' })).status).toBe(404);
    const short = await browser.send('POST', '/first-run', { ...person, link, password: 'short' });
    expect([short.status, short.body.error]).toEqual([400, 'password: a password has 10 characters at least']);

    const both = await Promise.all([browser, deployment.browser()].map((one) => one.send('POST', '/first-run', { ...person, link })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 404]);
    const made = both.find(({ status }) => status === 200);
    expect(made?.body.administrator).toMatchObject({ name: 'Ada', email: 'ada@example.com', role: 'owner', apps: 'all' });
    expect(made?.headers.get('set-cookie')).toMatch(
      /^__Host-parlance-console=parlance_[0-9a-f_]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect((await browser.send('POST', '/first-run', { ...person, link, name: 'Eve', email: 'eve@example.com' })).status).toBe(404);
    expect(await deployment.firstRunLink()).toBeNull();
  });

  it('a session shows its administrator, and asks operations with the token against other sites alone', async () => {
    const browser = await deployment.signedIn('Ada');
    const { status, body } = await browser.send('GET', '/session');
    expect([status, body.csrf, body.parse]).toEqual([200, browser.csrf, null]);
    expect(body.administrator.scopes).toContain('data:write');
    const { body: answer } = await browser.call('apps.list');
    expect(answer.apps.map(({ id }: { id: string }) => id)).toEqual(['alpha', 'beta']);

    const token = browser.csrf;
    browser.csrf = undefined;
    for (const csrf of ['', 'x', `${token}x`]) {
      const refused = await browser.send('POST', '/api/apps/list', {}, { 'x-csrf-token': csrf });
      expect([refused.status, refused.body.code]).toEqual([403, 119]);
    }
    expect((await browser.send('DELETE', '/session')).status).toBe(403);
    const foreign = { origin: 'https://evil.example', 'x-csrf-token': token ?? '' };
    expect((await browser.send('POST', '/api/apps/list', {}, foreign)).body.error).toBe('This request comes from another site.');
    expect((await deployment.browser().send('POST', '/session', {}, { origin: 'https://evil.example' })).status).toBe(403);
    const form = await fetch(`${deployment.url}/session`, { method: 'POST', body: new URLSearchParams({ email: 'a', password: 'b' }) });
    expect(form.status).toBe(415);
  });

  it('a wrong password, an address that nobody has, and a disabled administrator get the same answer', async () => {
    const id = await deployment.person('Grace', { role: 'viewer' });
    await deployment.admin.ask('administrators.change', { id, enabled: false });
    const browser = deployment.browser();
    const answers = [await browser.signIn('Ada', { password: 'wrong' }), await browser.signIn('Nobody'), await browser.signIn('Grace')].map(
      ({ status, body: { requestId: _, ...body } }) => ({ status, body }),
    );
    expect(answers).toEqual(Array(3).fill({ status: 401, body: { code: 101, error: 'Address, password or code are not right.' } }));
    const entries = await lastAudit(5);
    expect(
      entries.filter(
        ({ action, outcome }: { action: string; outcome: string }) => action === 'administrators.sign-in' && outcome === 'failed',
      ),
    ).toHaveLength(2);
    expect(browser.cookie).toBeUndefined();
  });

  it('each sign-in begins a session of its own, which replaces the one that the browser brought', async () => {
    const browser = await deployment.signedIn('Ada');
    const planted = browser.cookie;
    await browser.signIn('Ada');
    expect(browser.cookie).not.toBe(planted);
    const old = deployment.browser();
    old.cookie = planted;
    expect((await old.send('GET', '/session')).status).toBe(401);
    const stranger = deployment.browser();
    stranger.cookie = `parlance_${'0'.repeat(16)}_${'0'.repeat(64)}`;
    const chosen = stranger.cookie;
    await stranger.signIn('Ada');
    expect(stranger.cookie).not.toBe(chosen);
  });

  it('a session ends everywhere: by its end, with its administrator, and with their password', async () => {
    const id = await deployment.person('Linus', { role: 'developer' });
    const [one, other] = [await deployment.signedIn('Linus'), await deployment.signedIn('Linus')];
    const session = one.cookie;
    expect((await one.send('DELETE', '/session')).status).toBe(204);
    expect(one.cookie).toBeUndefined();
    one.cookie = session;
    expect((await one.call('apps.list')).status).toBe(401);
    expect((await other.call('apps.list')).status).toBe(200);
    await deployment.admin.ask('administrators.set-password', { id, password: PASSWORD });
    await expect.poll(async () => (await other.call('apps.list')).status).toBe(401);
    const third = await deployment.signedIn('Linus');
    await deployment.admin.ask('administrators.remove', { id });
    await expect.poll(async () => (await third.call('apps.list')).status).toBe(401);
  });

  it('a session is good at the console alone, and no other token is', async () => {
    const browser = await deployment.signedIn('Ada');
    expect((await deployment.admin.ask('apps.list', {}, { token: browser.cookie })).error).toBe('903');
    const stranger = deployment.browser();
    stranger.cookie = deployment.admin.ownerToken;
    expect((await stranger.send('GET', '/session')).status).toBe(401);
    const { body } = await deployment.admin.ask('tokens.list');
    expect(JSON.stringify(body)).not.toContain('Session of');
    const stored = await (await deployment.admin.parlance.controlDatabase()).collection('adminTokens').find().toArray();
    expect(JSON.stringify(stored)).not.toContain(browser.cookie?.split('_')[2]);
  });

  it('changes of the own password need the present one, and end the other sessions', async () => {
    await deployment.person('Barbara', { role: 'marketer' });
    const [browser, other] = [await deployment.signedIn('Barbara'), await deployment.signedIn('Barbara')];
    const next = 'another long password';
    expect((await browser.send('POST', '/session/password', { current: 'wrong', password: next })).body.code).toBe(142);
    expect((await browser.send('POST', '/session/password', { current: PASSWORD, password: 'short' })).status).toBe(400);
    expect((await browser.send('POST', '/session/password', { current: PASSWORD, password: next })).status).toBe(200);
    expect((await browser.send('GET', '/session')).status).toBe(200);
    await expect.poll(async () => (await other.send('GET', '/session')).status).toBe(401);
    expect((await deployment.browser().signIn('Barbara')).status).toBe(401);
    expect((await deployment.browser().signIn('Barbara', { password: next })).status).toBe(200);
  });

  it('a second factor is asked for once it was shown, and each code counts once', async () => {
    const id = await deployment.person('Margaret', { role: 'viewer' });
    const browser = await deployment.signedIn('Margaret');
    const { body: offered } = await browser.send('POST', '/session/second-factor', {});
    expect(offered.address).toContain(`secret=${offered.secret}`);
    const totp = new TOTP({ algorithm: 'SHA1', digits: 6, period: 30, secret: Secret.fromBase32(offered.secret) });
    const code = (steps: number) => totp.generate({ timestamp: Date.now() + steps * 30_000 });
    expect((await browser.send('PUT', '/session/second-factor', { code: '000000' })).body.code).toBe(142);
    const first = code(0);
    expect((await browser.send('PUT', '/session/second-factor', { code: first })).status).toBe(200);
    expect((await browser.send('GET', '/session')).body.administrator.secondFactor).toBe(true);

    const signIn = async (more: object) => (await deployment.browser().signIn('Margaret', more)).body;
    expect(await signIn({})).toMatchObject({ code: 101, needs: 'code' });
    expect(await signIn({ password: 'wrong' })).not.toHaveProperty('needs');
    expect(await signIn({ code: first })).toMatchObject({ error: 'Address, password or code are not right.' });
    const next = code(1);
    expect(await signIn({ code: next })).toHaveProperty('csrf');
    expect(await signIn({ code: next })).not.toHaveProperty('csrf');
    const stored = await (await deployment.admin.parlance.controlDatabase()).collection('administrators').find().toArray();
    expect(JSON.stringify(stored)).not.toContain(offered.secret);
    await deployment.admin.ask('administrators.remove-second-factor', { id });
    expect(await signIn({})).toHaveProperty('csrf');
  });

  it('sign-ins, and all changes that administrators make, are in the audit under their names', async () => {
    const browser = await deployment.signedIn('Ada');
    expect((await browser.call('data.create-class', { app: 'alpha', className: 'Draft' })).status).toBe(200);
    const [{ who, author, address }] = await lastAudit(1);
    expect([who, author.name, address]).toEqual(['administrator', 'Ada', '127.0.0.1']);
    const entries = await lastAudit(200);
    expect(entries.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining([
        'administrators.first-run',
        'administrators.sign-in',
        'administrators.sign-out',
        'administrators.set-password',
      ]),
    );
    expect(JSON.stringify(entries)).not.toContain(PASSWORD);
    expect(browser.traffic.join('\n')).not.toMatch(/scrypt|parlance_[0-9a-f]{16}_/);
  });
});
