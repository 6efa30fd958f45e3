import { MODES } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminDeployment } from './admin-deployment.ts';

describe.each(MODES)('administrators and tokens, %s', (mode) => {
  let deployment: AdminDeployment;
  beforeAll(async () => {
    deployment = await AdminDeployment.start(mode, [{ id: 'alpha' }, { id: 'beta' }]);
  });
  afterAll(() => deployment.close());

  const make = async (request: object, token?: string): Promise<{ id: string; secret: string }> => {
    const { error, body } = await deployment.ask('tokens.create', { name: 'a program', ...request }, { token });
    expect(error, JSON.stringify(body)).toBeUndefined();
    return { id: body.token.id, secret: body.secret };
  };

  it('a token has the rights that it was given, and no others', async () => {
    const { secret } = await make({ role: 'viewer', apps: ['alpha'] });
    expect((await deployment.ask('apps.list', {}, { token: secret })).error).toBe('119');
    expect((await deployment.ask('apps.get', { app: 'alpha' }, { token: secret })).body.app.id).toBe('alpha');
    expect(await deployment.ask('apps.get', { app: 'beta' }, { token: secret })).toMatchObject({
      error: '119',
      body: { error: 'This caller is not admitted to the app beta.' },
    });
    expect((await deployment.ask('tokens.create', { name: 'x', role: 'viewer' }, { token: secret })).body.error).toMatch(/tokens:write/);
  });

  it('nobody can give rights that they do not have', async () => {
    const { secret } = await make({ scopes: ['tokens:write', 'administrators:write', 'keys:read'] });
    const ask = (request: object) => deployment.ask('tokens.create', { name: 'more', ...request }, { token: secret });
    expect((await ask({ role: 'owner' })).body.error).toBe('This needs a caller who has the scope apps:read.');
    expect((await ask({ scopes: ['keys:write'] })).error).toBe('119');
    expect((await ask({ scopes: ['keys:read', 'tokens:read'] })).error).toBeUndefined();
    expect((await deployment.ask('administrators.create', { name: 'Mallory', role: 'owner' }, { token: secret })).error).toBe('119');
    const { body } = await deployment.ask('administrators.create', { name: 'Ada', role: 'owner' });
    const asThem = (operation: string, more: object = {}) =>
      deployment.ask(operation, { id: body.administrator.id, ...more }, { token: secret });
    expect((await asThem('administrators.change', { enabled: false })).error).toBe('119');
    expect((await asThem('administrators.remove')).error).toBe('119');
  });

  it('a token of an administrator never has more rights than they have, and ends with them', async () => {
    const created = await deployment.ask('administrators.create', { name: 'Grace', email: 'grace@example.com', role: 'developer' });
    const { id } = created.body.administrator;
    expect((await deployment.ask('administrators.create', { name: 'grace', role: 'viewer' })).error).toBe('137');
    const { secret } = await make({ administrator: id, role: 'owner' });
    const keys = () => deployment.ask('audit.query', { limit: 1 }, { token: secret });
    expect((await keys()).error).toBeUndefined();
    expect((await deployment.ask('tokens.create', { name: 'x', role: 'viewer' }, { token: secret })).error).toBe('119');
    await deployment.ask('administrators.change', { id, role: 'marketer' });
    expect((await keys()).error).toBe('119');
    await deployment.ask('administrators.change', { id, role: 'viewer', enabled: false });
    expect((await keys()).error).toBe('903');
    await deployment.ask('administrators.change', { id, enabled: true });
    expect((await keys()).error).toBeUndefined();
    expect((await deployment.ask('administrators.remove', { id })).error).toBeUndefined();
    expect((await keys()).error).toBe('903');
    expect((await deployment.ask('administrators.get', { id })).error).toBe('101');
  });

  it('SEC-39 a token that is revoked is refused within a second', async () => {
    const { id, secret } = await make({ role: 'viewer' });
    expect((await deployment.ask('apps.list', {}, { token: secret })).error).toBeUndefined();
    const { body } = await deployment.ask('tokens.revoke', { id });
    expect(body.token.revokedAt).toMatch(/Z$/);
    await expect
      .poll(async () => (await deployment.ask('apps.list', {}, { token: secret })).error, { timeout: 1_000, interval: 50 })
      .toBe('903');
  });

  it('a token ends at its time', async () => {
    const { id, secret } = await make({ role: 'viewer', expiresInDays: 1 });
    expect((await deployment.ask('apps.list', {}, { token: secret })).error).toBeUndefined();
    const control = await deployment.parlance.controlDatabase();
    await control.collection<{ _id: string }>('adminTokens').updateOne({ _id: id }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    await expect.poll(async () => (await deployment.ask('apps.list', {}, { token: secret })).error).toBe('903');
  });

  it('a token that is limited to addresses is refused where nobody knows the address', async () => {
    const { secret } = await make({ role: 'viewer', addresses: ['127.0.0.0/8'] });
    expect((await deployment.ask('apps.list', {}, { token: secret })).body.error).toBe('This token is taken from other addresses alone.');
    expect((await deployment.ask('tokens.create', { name: 'x', role: 'viewer', addresses: ['somewhere'] })).error).toBe('107');
  });

  it('a token takes no more requests in a minute than it may', async () => {
    const { secret } = await make({ role: 'viewer', requestsPerMinute: 2 });
    const answers = [];
    // A minute may end within: then the next one begins to count.
    for (let at = 0; at < 5; at++) answers.push((await deployment.ask('apps.list', {}, { token: secret })).error);
    expect(answers.filter((error) => error === undefined).length).toBeLessThanOrEqual(4);
    expect(answers).toContain('100');
  });

  it('of a token a digest alone is kept, and its last use is shown', async () => {
    const { id, secret } = await make({ role: 'viewer' });
    await deployment.ask('apps.list', {}, { token: secret });
    const control = await deployment.parlance.controlDatabase();
    expect(JSON.stringify(await control.collection('adminTokens').find().toArray())).not.toContain(secret.split('_')[2]);
    expect(JSON.stringify(await control.collection('audit').find().toArray())).not.toContain(secret.split('_')[2]);
    await expect
      .poll(async () => {
        const { body } = await deployment.ask('tokens.list');
        return body.tokens.find((token: { id: string }) => token.id === id).lastUsedAt;
      })
      .toMatch(/Z$/);
  });
});
