import { headers } from '@nats-io/transport-node';
import type { functions } from '@parlance/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminDeployment, answerOf } from './admin-deployment.ts';

const FIRST = `
Parse.Cloud.define('hello', ({ params }) => { console.log('hello to', params.to); return 'one'; });
Parse.Cloud.beforeSave('Review', () => { throw new Parse.Error(4242, 'not today'); });
Parse.Cloud.job('nightly', () => 'done');
`;
const SECOND = `Parse.Cloud.define('hello', () => 'two');`;

type Answer = ReturnType<typeof JSON.parse>;

describe('the administration of Cloud Code', () => {
  let deployment: AdminDeployment;
  let first: string;
  let second: string;
  beforeAll(async () => {
    deployment = await AdminDeployment.start('split', [
      { id: 'alpha', settings: { allowClientClassCreation: true } },
      { id: 'declared', cloud: '/srv/code/main.js' },
    ]);
    second = await deploy(SECOND, 'second');
    first = await deploy(FIRST, 'first');
  });
  afterAll(() => deployment?.close());

  const deploy = async (code: string, note: string): Promise<string> => {
    const { status, body } = await deployment.parlance.masterRest('POST', '/cloud/releases', { files: { 'main.js': code }, note });
    expect(status).toBe(200);
    return (body as unknown as functions.ReleaseView).release;
  };
  const done = async (operation: string, request: object = {}): Promise<Answer> => {
    const { body, error } = await deployment.ask(operation, { app: 'alpha', ...request });
    expect({ operation, error, body: error === undefined ? undefined : body }).toEqual({ operation, error: undefined, body: undefined });
    return body;
  };
  const refused = async (operation: string, request: object = {}) => {
    const { body, error } = await deployment.ask(operation, { app: 'alpha', ...request });
    return [error, body.error];
  };
  const hello = (to: string) => deployment.parlance.rest('POST', '/functions/hello', { to });

  it('shows functions and triggers with their calls, and the last error of each', async () => {
    expect((await hello('Ada')).body).toEqual({ result: 'one' });
    expect((await deployment.parlance.rest('POST', '/classes/Review', { stars: 1 })).body).toMatchObject({ code: 4242 });
    await expect
      .poll(async () => (await done('cloud.report', { hours: 1 })).parts)
      .toMatchObject([
        { kind: 'function', name: 'hello', servedBy: 'code', calls: 1, errors: 0 },
        { kind: 'trigger', name: 'beforeSave Review', calls: 1, errors: 1, lastError: { code: 4242, message: 'not today' } },
        { kind: 'job', name: 'nightly', calls: 0 },
      ]);
    expect(await done('cloud.report')).toMatchObject({ version: first, state: 'ready' });
  });

  it('shows lines of the log by pages, of one function alone', async () => {
    for (const to of ['Bea', 'Cleo']) await hello(to);
    const texts = ({ lines }: Answer) => lines.map(({ message }: Answer) => message);
    const request = { part: 'hello' };
    await expect.poll(async () => texts(await done('cloud.logs', request))).toEqual(['hello to Cleo', 'hello to Bea', 'hello to Ada']);
    const { lines, next } = await done('cloud.logs', { ...request, limit: 2 });
    expect(lines).toMatchObject([{ level: 'info', part: 'hello' }, { level: 'info' }]);
    expect(next).toBe(lines[1].at);
    expect(texts(await done('cloud.logs', { ...request, until: next })).at(-1)).toBe('hello to Ada');
    expect((await done('cloud.logs', { level: 'error' })).lines).toMatchObject([{ part: 'beforeSave Review' }]);
    expect((await refused('cloud.logs', { limit: 1_001 }))[0]).toBe('107');
  });

  it('follows the log: lines of the past, and then each further one', async () => {
    const fields = headers();
    fields.set('Authorization', `Bearer ${deployment.ownerToken}`);
    const told: string[] = [];
    const rows = deployment.nats.subscribe(`_INBOX.${deployment.parlance.name}.lines`);
    const request = JSON.stringify({ app: 'alpha', part: 'hello', last: 1 });
    deployment.nats.publish(deployment.subject('cloud.follow'), request, { headers: fields, reply: rows.getSubject() });
    const followed = (async () => {
      for await (const row of rows) if (row.data.length > 0) told.push(answerOf(row).body.line.message);
    })();
    await expect.poll(() => told).toEqual(['hello to Cleo']);
    await hello('Dora');
    await expect.poll(() => told).toEqual(['hello to Cleo', 'hello to Dora']);
    rows.unsubscribe();
    await followed;
  });

  it('lists releases, shows one, and says which is in force', async () => {
    const { releases } = await done('cloud.releases');
    expect(releases).toMatchObject([
      { release: first, inForce: true, note: 'first', files: 1, functions: 1, triggers: 1, jobs: 1 },
      { release: second, inForce: false, note: 'second', functions: 1, triggers: 0, jobs: 0 },
    ]);
    const shown = await done('cloud.release', { release: first });
    expect(shown).toMatchObject({
      functions: ['hello'],
      triggers: ['beforeSave Review'],
      jobs: ['nightly'],
      contents: [{ path: 'main.js' }],
    });
    expect(JSON.stringify(shown)).not.toContain('not today');
    expect((await refused('cloud.release', { release: 'nothing' }))[0]).toBe('101');
  });

  it('rolls back, puts a release in force, leaves the app without code, and removes a release', async () => {
    const answers = (result: string | undefined) => expect.poll(async () => (await hello('Eva')).body['result']).toBe(result);
    expect(await done('cloud.roll-back')).toEqual({ release: second });
    await answers('two');
    expect(await done('cloud.activate', { release: first })).toEqual({ release: first });
    await answers('one');
    expect(await done('cloud.withdraw')).toEqual({ release: null });
    await answers(undefined);
    expect((await done('cloud.report')).state).toBe('none');
    await done('cloud.activate', { release: second });
    expect((await refused('cloud.remove', { release: second }))[0]).toBe('119');
    await done('cloud.remove', { release: first });
    expect((await done('cloud.releases')).releases.map(({ release }: Answer) => release)).toEqual([second]);
    expect((await refused('cloud.activate', { release: first }))[0]).toBe('101');
    expect((await refused('cloud.roll-back', { app: 'declared' }))[0]).toBe('119');
  });

  it('leaves one entry in the audit for each change', async () => {
    const { entries } = await done('audit.query', { limit: 50 });
    const removal = entries.filter(({ action }: Answer) => action === 'cloud.remove');
    expect(removal.map(({ outcome }: Answer) => outcome)).toEqual(['done', 'failed']);
    const inForce = entries.filter(({ action }: Answer) => action === 'code-recorded');
    expect(inForce.map(({ who, changes: [change] }: Answer) => [who, change.name, change.after ?? null])).toEqual([
      ['token', 'release', second],
      ['token', 'release', null],
      ['token', 'release', first],
      ['token', 'release', second],
      ['master', 'release', first],
      ['master', 'release', second],
    ]);
  });

  it('lists webhooks without the parameters of their addresses', async () => {
    const hooks = [
      ['/hooks/functions', { functionName: 'hooked', url: 'https://hooks.example/a?key=pa55' }],
      ['/hooks/triggers', { className: 'Review', triggerName: 'afterSave', url: 'https://hooks.example/b' }],
    ] as const;
    for (const [path, hook] of hooks) expect((await deployment.parlance.masterRest('POST', path, hook)).status).toBe(200);
    expect((await done('cloud.webhooks')).webhooks).toEqual([
      { kind: 'function', name: 'hooked', url: 'https://hooks.example/a?…' },
      { kind: 'trigger', name: 'afterSave Review', url: 'https://hooks.example/b' },
    ]);
  });
});
