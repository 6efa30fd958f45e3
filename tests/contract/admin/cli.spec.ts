import { execFile, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminDeployment } from './admin-deployment.ts';
import { Cli, type CliOptions, type CliRun } from './cli-harness.ts';

const PROGRAM = resolve(import.meta.dirname, '../../../tools/parlance.mjs');

describe('the command line', () => {
  const cli = new Cli();
  let deployment: AdminDeployment;
  const parlance = (args: readonly string[], options?: CliOptions): Promise<CliRun> => cli.run(args, options);
  const json = async (...args: string[]): Promise<unknown> => {
    const { code, out, err } = await parlance([...args, '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return JSON.parse(out);
  };

  beforeAll(async () => {
    deployment = await AdminDeployment.start('fused', [{ id: 'alpha', name: 'The first app' }, { id: 'beta' }]);
    const added = await parlance(['profile', 'add', 'here', '--nats', testServers().natsUrl, '--prefix', deployment.parlance.name], {
      input: deployment.ownerToken,
    });
    expect(added).toMatchObject({ code: 0, err: '' });
  });
  afterAll(async () => {
    await deployment?.close();
    cli.remove();
  });

  it('answers what the door on NATS answers', async () => {
    expect(await json('apps', 'list', '--limit', '2')).toEqual((await deployment.ask('apps.list', { limit: 2 })).body);
    expect(await json('apps', 'get', '--app', 'alpha')).toEqual((await deployment.ask('apps.get', { app: 'alpha' })).body);
  });

  it('shows people tables', async () => {
    const { out } = await parlance(['apps', 'list', '--limit', '2']);
    expect(out.split('\n')[0]).toMatch(/^id +name +enabled/);
    expect(out).toMatch(/^alpha +The first app +true/m);
  });

  it('tells of refusals in plain words with the id of the request, and ends with 1', async () => {
    const { code, err, out } = await parlance(['apps', 'get', '--app', 'nowhere']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^There is no app nowhere\. \(error 101, request [0-9a-f-]{36}\)$/);
    const asJson = await parlance(['apps', 'get', '--app', 'nowhere', '--json']);
    expect(JSON.parse(asJson.err)).toMatchObject({ code: 101, error: 'There is no app nowhere.', requestId: expect.any(String) });
  });

  it('ends with 3 where nobody answers, and never shows a token or a password', async () => {
    const nobody = await parlance(['apps', 'list', '--nats', testServers().natsUrl, '--prefix', 'nobody'], {
      env: { PARLANCE_ADMIN_TOKEN: deployment.ownerToken },
    });
    expect(nobody).toMatchObject({ code: 3, err: expect.stringContaining('No service administers this deployment') });
    const away = await parlance(['apps', 'list', '--nats', 'nats://administrator:the-password@127.0.0.1:1'], {
      env: { PARLANCE_ADMIN_TOKEN: deployment.ownerToken },
    });
    expect(away).toMatchObject({ code: 3, err: expect.stringContaining('127.0.0.1:1') });
    const stranger = await parlance(['apps', 'list', '--nats', testServers().natsUrl, '--prefix', deployment.parlance.name], {
      env: { PARLANCE_ADMIN_TOKEN: 'x'.repeat(40) },
    });
    expect(stranger).toMatchObject({ code: 1, err: expect.stringContaining('This token is not valid.') });
    expect(JSON.stringify([nobody, away, stranger])).not.toMatch(/the-password|x{40}/);
    expect(JSON.stringify([nobody, away, stranger])).not.toContain(deployment.ownerToken);
  });

  it('asks before it takes something away, and takes a word on the command line', async () => {
    const nobody = await parlance(['apps', 'disable', '--app', 'beta']);
    expect(nobody).toMatchObject({ code: 2, err: expect.stringContaining('--yes beta') });
    expect(await parlance(['apps', 'disable', '--app', 'beta'], { typed: 'yes' })).toMatchObject({ code: 1, err: 'Nothing was done.' });
    expect(await parlance(['apps', 'disable', '--app', 'beta', '--yes', 'alpha'])).toMatchObject({ code: 2 });
    expect((await deployment.ask('apps.get', { app: 'beta' })).body).toMatchObject({ app: { enabled: true } });
  });

  it('takes the app of the profile where the command names none', async () => {
    await parlance(['profile', 'add', 'beta', '--nats', testServers().natsUrl, '--prefix', deployment.parlance.name, '--app', 'beta'], {
      input: deployment.ownerToken,
    });
    expect(await json('apps', 'get', '--profile', 'beta')).toMatchObject({ app: { id: 'beta' } });
    expect(JSON.parse((await parlance(['apps', 'get', '--json'], { env: { PARLANCE_PROFILE: 'beta' } })).out)).toMatchObject({
      app: { id: 'beta' },
    });
  });

  it('XPT starts an export, waits for it with progress, and lists it', async () => {
    for (const n of [1, 2, 3])
      expect((await deployment.parlance.rest('POST', '/classes/Exported', { n }, { key: 'master' })).status).toBe(201);
    const begun = await parlance(['transfers', 'export', '--app', 'alpha', '--class-name', 'Exported', '--wait', '--json']);
    expect(begun).toMatchObject({ code: 0, err: '' });
    const ended = JSON.parse(begun.out) as { id: string };
    expect(ended).toMatchObject({ kind: 'export', state: 'done', done: 3, className: 'Exported', file: expect.any(String) });
    expect(begun.steps.at(-2)).toMatch(/3 of 3, done$/);
    expect(await json('transfers', 'list', '--app', 'alpha')).toMatchObject({ transfers: [{ id: ended.id, state: 'done' }] });
    expect(await json('transfers', 'list', '--app', 'beta')).toEqual({ transfers: [] });
    const foreign = await parlance(['transfers', 'get', '--app', 'beta', '--id', ended.id]);
    expect(foreign).toMatchObject({ code: 1, err: expect.stringContaining('error 101') });
    expect(await parlance(['transfers', 'cancel', '--app', 'alpha', '--id', ended.id, '--yes', ended.id])).toMatchObject({ code: 0 });
    expect(await json('transfers', 'get', '--app', 'alpha', '--id', ended.id)).not.toHaveProperty('file');
  });

  it('follows until Ctrl-C, which ends it with 0', async () => {
    const interruption = new AbortController();
    const told: { readonly entry: { readonly action: string } }[] = [];
    const followed = parlance(['audit', 'follow', '--app', 'alpha', '--json'], {
      signal: interruption.signal,
      onOut: (text) => told.push(JSON.parse(text)),
    });
    await expect
      .poll(async () => {
        await deployment.parlance.masterRest('PUT', '/schemas/Missing', {});
        return told.map(({ entry }) => entry.action);
      })
      .toContain('data.change-class');
    interruption.abort();
    expect(await followed).toMatchObject({ code: 0, err: '' });
  });

  it('ends with 130 where Ctrl-C comes before the answer, and while it waits for work', async () => {
    const call = await parlance(['apps', 'list'], { signal: AbortSignal.abort() });
    expect(call).toMatchObject({
      code: 130,
      err: expect.stringMatching(/^Interrupted; the outcome is unknown \(request [0-9a-f-]{36}\)\.$/),
    });
    const interruption = new AbortController();
    const wait = parlance(['transfers', 'export', '--app', 'alpha', '--wait'], {
      signal: interruption.signal,
      onStep: () => interruption.abort(),
    });
    expect(await wait).toMatchObject({ code: 130, err: expect.stringMatching(/^Interrupted; /) });
  });

  it('is a program: Ctrl-C ends one that follows with 0', async () => {
    const child = spawn('node', [PROGRAM, 'audit', 'follow', '--json'], {
      env: { ...process.env, PARLANCE_CONFIG: cli.folder },
      detached: true, // A terminal sends Ctrl-C to all processes of the command, which are a group.
    });
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    let out = '';
    child.stdout.on('data', (text) => (out += String(text)));
    await expect
      .poll(
        async () => {
          await deployment.parlance.masterRest('PUT', '/schemas/Missing', {});
          return out;
        },
        { timeout: 20_000, interval: 200 },
      )
      .toContain('data.change-class');
    process.kill(-(child.pid ?? NaN), 'SIGINT');
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  it('is a program: on any Node that npm runs, with the exit codes of scripts', async () => {
    const env = { ...process.env, PARLANCE_CONFIG: cli.folder };
    const { stdout } = await promisify(execFile)('node', [PROGRAM, 'apps', 'get', '--app', 'alpha', '--json'], { env });
    expect(JSON.parse(stdout)).toMatchObject({ app: { id: 'alpha' } });
    await expect(promisify(execFile)('node', [PROGRAM, 'apps', 'get', '--app', 'nowhere'], { env })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no app nowhere.'),
    });
  });
});
