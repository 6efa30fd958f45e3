import { headers } from '@nats-io/transport-node';
import { MODES } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminDeployment, answerOf } from './admin-deployment.ts';

describe.each(MODES)('SEC-39 the audit, %s', (mode) => {
  let deployment: AdminDeployment;
  beforeAll(async () => {
    deployment = await AdminDeployment.start(mode, [{ id: 'alpha' }, { id: 'beta' }]);
  });
  afterAll(() => deployment.close());

  type Entry = ReturnType<typeof JSON.parse>;
  const query = async (request: object = {}): Promise<Entry[]> => (await deployment.ask('audit.query', request)).body.entries;
  /** Entries that `act` adds. */
  const added = async (act: () => Promise<unknown>): Promise<Entry[]> => {
    const [last] = await query({ limit: 1 });
    await act();
    const entries = await query({ limit: 20 });
    return entries
      .slice(
        0,
        entries.findIndex(({ id }) => id === last?.id),
      )
      .toReversed();
  };

  it('names the token that made a change, and the change', async () => {
    const { body } = await deployment.ask('tokens.create', { name: 'deployer', role: 'owner' });
    const entries = await added(() => deployment.ask('administrators.create', { name: 'Ada', role: 'viewer' }, { token: body.secret }));
    expect(entries).toMatchObject([
      { who: 'token', author: { id: body.token.id, name: 'deployer' }, action: 'administrators.create', app: '', outcome: 'done' },
    ]);
    expect(entries[0].changes).toContainEqual({ name: 'administrator.role', before: null, after: 'viewer' });
  });

  it.each([
    ['a class', 'data.create-class', 'POST', '/schemas/Audited', { fields: { name: { type: 'String' } } }],
    ['fields', 'data.change-class', 'PUT', '/schemas/Audited', { fields: { password: { type: 'String' } } }],
    ['a webhook', 'functions.create-hook', 'POST', '/hooks/functions', { functionName: 'hooked', url: 'https://hooks.example/a' }],
    ['a webhook again', 'functions.change-hook', 'PUT', '/hooks/functions/hooked', { url: 'https://hooks.example/b' }],
    ['a webhook for the last time', 'functions.change-hook', 'PUT', '/hooks/functions/hooked', { __op: 'Delete' }],
    ['settings', 'settings-patched', 'PATCH', '/settings', { maxLimit: 77 }],
    ['the end of a class', 'data.drop-class', 'DELETE', '/schemas/Audited', undefined],
  ] as const)('has exactly one entry for a change of %s with the master key', async (_, action, method, path, body) => {
    const entries = await added(async () => {
      const { status, text } = await deployment.parlance.masterRest(method, path, body);
      expect(status, text).toBeLessThan(300);
    });
    expect(entries).toMatchObject([{ action, who: 'master', address: '127.0.0.1', app: 'alpha', outcome: 'done' }]);
    expect(JSON.stringify(entries)).not.toContain('pa55');
  });

  it('shows a class before and after its change', async () => {
    await deployment.parlance.masterRest('POST', '/schemas/Shown', { fields: { name: { type: 'String' } } });
    const [entry] = await added(() => deployment.parlance.masterRest('PUT', '/schemas/Shown', { fields: { name: { __op: 'Delete' } } }));
    const [change] = entry.changes;
    expect(change.name).toBe('class Shown');
    expect(Object.keys(change.before.fields)).toContain('name');
    expect(Object.keys(change.after.fields)).not.toContain('name');
  });

  it('tells a change that failed, with its error, and nothing of objects', async () => {
    const entries = await added(async () => {
      await deployment.parlance.masterRest('PUT', '/schemas/Missing', { webhookSecret: 'pa55' });
      await deployment.parlance.masterRest('POST', '/classes/Plain', { a: 1 });
    });
    expect(entries).toMatchObject([{ action: 'data.change-class', outcome: 'failed', text: 'PUT /schemas/Missing' }]);
    expect(entries[0].error).toBeGreaterThan(0);
  });

  it('a change whose process died within leaves an entry of unknown outcome, which no operation can change', async () => {
    const control = await deployment.parlance.controlDatabase();
    // As begin-change writes it; nobody is left to end it.
    await control.collection('audit').insertOne({
      at: new Date(),
      app: 'alpha',
      action: 'data.change-class',
      who: 'master',
      from: 'r-died',
      text: 'PUT /schemas/Lost',
      outcome: 'unknown',
      changes: [],
    });
    expect(await query({ outcome: 'unknown' })).toMatchObject([{ text: 'PUT /schemas/Lost', outcome: 'unknown', requestId: 'r-died' }]);
  });

  it('is asked by app, author, action and time, in pages', async () => {
    await deployment.parlance.masterRest('PATCH', '/settings', { maxLimit: 5 }, { app: deployment.parlance.app('beta') });
    const entries = await query({ app: 'beta', author: 'master' });
    expect(entries.map(({ action }) => action)).toEqual(['settings-patched']);
    expect(await query({ action: 'settings-patched', app: 'beta', from: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
    expect(await query({ action: 'settings-patched', app: 'beta', to: new Date(Date.now() + 60_000).toISOString() })).toHaveLength(1);
    const all = await query({ limit: 1000 });
    const pages: Entry[] = [];
    for (let before: string | undefined; ;) {
      const page = await query({ limit: 3, before });
      pages.push(...page);
      if (page.length < 3) break;
      before = page.at(-1).id;
    }
    expect(pages.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  });

  it('a caller who is limited to an app sees the changes of that app alone', async () => {
    const { body } = await deployment.ask('tokens.create', { name: 'beta', role: 'viewer', apps: ['beta'] });
    const asked = (request: object) => deployment.ask('audit.query', request, { token: body.secret });
    expect((await asked({ app: 'beta' })).body.entries.every(({ app }: { app: string }) => app === 'beta')).toBe(true);
    expect([(await asked({})).error, (await asked({ app: 'alpha' })).error]).toEqual(['119', '119']);
  });

  it('is followed: each change when it begins, and once more when it has ended; a token that ends ends it', async () => {
    const { body } = await deployment.ask('tokens.create', { name: 'watcher', role: 'viewer' });
    const fields = headers();
    fields.set('Authorization', `Bearer ${body.secret}`);
    const inbox = `_INBOX.${deployment.parlance.name}.follow`;
    const told: Entry[] = [];
    const subscription = deployment.nats.subscribe(inbox, {
      callback: (_error, message) => {
        if (message.headers?.get('Parlance-End') === '1') told.push('end');
        else if (message.data.length > 0) told.push(answerOf(message).error ?? answerOf(message).body.entry);
      },
    });
    deployment.nats.publish(deployment.subject('audit.follow'), JSON.stringify({ app: 'alpha' }), { headers: fields, reply: inbox });
    // The first look comes before the change or after it.
    await expect
      .poll(async () => {
        await deployment.parlance.masterRest('PUT', '/schemas/Followed', {});
        return told;
      })
      .toContainEqual(expect.objectContaining({ action: 'data.change-class', outcome: 'failed', text: 'PUT /schemas/Followed' }));
    await deployment.ask('tokens.revoke', { id: body.token.id });
    await expect
      .poll(async () => {
        await deployment.parlance.masterRest('PUT', '/schemas/Followed', {});
        return told.slice(-2);
      })
      .toEqual(['903', 'end']);
    subscription.unsubscribe();
  });
});
