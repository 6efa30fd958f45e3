import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../faults/eventually.ts';
import { AdminDeployment } from './admin-deployment.ts';
import { Cli, type CliRun } from './cli-harness.ts';

const ENDED_MS_MAX = 20_000;
const NOTHING = { code: 101, error: 'Object not found.' };

interface Begun {
  readonly transfer: { readonly id: string };
  readonly upload: { readonly path: string; readonly expiresAt: string };
}

describe('files of transfers over the admin API', () => {
  const cli = new Cli();
  const folder = mkdtempSync(join(tmpdir(), 'parlance-transfers-'));
  let deployment: AdminDeployment;
  const profile = ['--nats', testServers().natsUrl];
  const parlance = (...args: string[]): Promise<CliRun> => cli.run(args);

  beforeAll(async () => {
    const env = { PARLANCE_JOBS_TICK_MS: '20', PARLANCE_TRANSFERS_SHARE: '100' };
    const settings = { allowClientClassCreation: true };
    deployment = await AdminDeployment.start(
      'fused',
      ['alpha', 'beta'].map((id) => ({ id, settings })),
      env,
    );
    const { name, url } = deployment.parlance;
    await cli.run(['profile', 'add', 'here', ...profile, '--prefix', name, '--server', url, '--app', 'alpha'], {
      input: deployment.ownerToken,
    });
  });
  afterAll(async () => {
    await deployment?.close();
    cli.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  function fileOf(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  }
  const begin = async (app = 'alpha'): Promise<Begun> =>
    (await deployment.ask('transfers.import', { app, className: 'Ticket' })).body as Begun;
  const put = async (path: string, body = '[{"n":1}]'): Promise<{ status: number; body: unknown }> => {
    const answer = await fetch(deployment.parlance.url + path, { method: 'PUT', body });
    return { status: answer.status, body: await answer.json() };
  };
  const stateOf = async (id: string, app = 'alpha'): Promise<string> =>
    ((await deployment.ask('transfers.get', { app, id })).body as { state: string }).state;
  const ended = (id: string): Promise<void> =>
    eventually('the transfer to have ended', ENDED_MS_MAX, async () => ['done', 'failed', 'cancelled'].includes(await stateOf(id)));

  describe('the command line', () => {
    it('IMP-03 imports a file, shows its progress, and tells of the rows that have failed', async () => {
      const file = fileOf('games.json', '[{"score":1},{"score":"two"},{"score":3},{"bad key":4}]');
      const run = await parlance('transfers', 'import', '--class-name', 'Game', '--file', file, '--json');
      expect(run).toMatchObject({ code: 1, err: '' });
      const { transfer, rows } = JSON.parse(run.out) as { transfer: { id: string }; rows: unknown[] };
      expect(transfer).toMatchObject({ kind: 'import', state: 'done', done: 4, created: 2, failed: 2, className: 'Game' });
      expect(rows).toMatchObject([
        { row: 1, line: 1, code: 111 },
        { row: 3, line: 1, code: 105 },
      ]);
      expect(run.steps.join()).toContain('4 of 4, done');
      const later = await parlance('transfers', 'get', '--id', transfer.id, '--wait', '--json');
      expect(JSON.parse(later.out)).toMatchObject({ id: transfer.id, state: 'done', failed: 2 });
    });

    it('IMP-08 takes the format from the name of the file, and ends with 0 where all rows are imported', async () => {
      const file = fileOf('prices.csv', 'name,price\nBread,2.5\n"Milk, fresh",1\n');
      const run = await parlance('transfers', 'import', '--class-name', 'Price', '--file', file, '--json');
      expect(run).toMatchObject({ code: 0, err: '' });
      expect(JSON.parse(run.out)).toMatchObject({ format: 'csv', created: 2, failed: 0 });
    });

    it('XPT-01 saves an export, which comes back from another app', async () => {
      const out = join(folder, 'prices.json');
      const saved = await parlance('transfers', 'export', '--class-name', 'Price', '--out', out, '--json');
      expect(saved).toMatchObject({ code: 0, err: '' });
      expect(statSync(out).mode & 0o077).toBe(0);
      expect((JSON.parse(readFileSync(out, 'utf8')) as { results: unknown[] }).results).toHaveLength(2);
      const { id } = JSON.parse(saved.out) as { id: string };
      const again = join(folder, 'again.json');
      expect(await parlance('transfers', 'download', '--id', id, '--out', again)).toMatchObject({ code: 0, err: '' });
      expect(readFileSync(again)).toEqual(readFileSync(out));
      const zip = join(folder, 'all.zip');
      expect(await parlance('transfers', 'export', '--out', zip)).toMatchObject({ code: 0, err: '' });
      const restored = await parlance('transfers', 'import', '--app', 'beta', '--file', zip, '--json');
      expect(restored).toMatchObject({ code: 0, err: '' });
      expect(JSON.parse(restored.out)).toMatchObject({ format: 'zip', created: 4, failed: 0 });
    });

    it('says before it asks that a file or the way for it is missing, and after it that the file is malformed', async () => {
      const file = fileOf('broken.json', '[{"score":1}');
      const absent = await parlance('transfers', 'import', '--class-name', 'Game', '--file', join(folder, 'absent.json'));
      expect(absent).toMatchObject({ code: 2, err: expect.stringContaining('absent.json cannot be read (ENOENT)') });
      const wrong = await parlance('apps', 'list', '--file', file);
      expect(wrong).toMatchObject({ code: 2, err: '--file goes with transfers import.' });
      const nowhere = await parlance('transfers', 'import', '--class-name', 'Game', '--file', file, '--server', 'elsewhere');
      expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining('--server URL') });
      const away = await parlance('transfers', 'import', '--class-name', 'Game', '--file', file, '--server', 'http://127.0.0.1:1/parse');
      expect(away).toMatchObject({ code: 3, err: 'The server at http://127.0.0.1:1 cannot be reached, or broke off.' });
      const broken = await parlance('transfers', 'import', '--class-name', 'Game', '--file', file, '--json');
      expect(broken.code).toBe(1);
      expect(JSON.parse(broken.out)).toMatchObject({ state: 'failed', error: expect.stringContaining('line 1') });
      const closed = await parlance('transfers', 'import', '--class-name', '_Session', '--file', file);
      expect(closed).toMatchObject({ code: 1, err: expect.stringContaining('error 119') });
    });
  });

  describe('SEC an address for a file', () => {
    it('takes one file, of one app, once, and tells nothing to whoever comes without its ticket', async () => {
      const { transfer, upload } = await begin();
      expect(Date.parse(upload.expiresAt) - Date.now()).toBeLessThanOrEqual(300_000);
      const bare = upload.path.replace(/\?.*/, '');
      for (const path of [bare, `${bare}?ticket=`, `${bare}?ticket=${'x'.repeat(43)}`, `${bare}?ticket=${'x'.repeat(99)}`])
        expect(await put(path)).toEqual({ status: 404, body: NOTHING });
      expect(await put(upload.path.replace('/alpha/', '/beta/'))).toEqual({ status: 404, body: NOTHING });
      expect(await put(upload.path.replace('/alpha/', '/nobody/'))).toMatchObject({ status: 403 });
      expect(await stateOf(transfer.id)).toBe('waiting');
      expect(await put(upload.path)).toMatchObject({ status: 201, body: { id: transfer.id } });
      expect(await put(upload.path)).toEqual({ status: 404, body: NOTHING });
      await ended(transfer.id);
      expect(await stateOf(transfer.id)).toBe('done');
    });

    it('is taken by one of two who come together', async () => {
      const { transfer, upload } = await begin();
      const answers = await Promise.all([put(upload.path), put(upload.path)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 404]);
      await ended(transfer.id);
    });

    it('is none once the import is cancelled, or the time is over', async () => {
      const cancelled = await begin();
      await deployment.ask('transfers.cancel', { app: 'alpha', id: cancelled.transfer.id });
      expect(await put(cancelled.upload.path)).toEqual({ status: 404, body: NOTHING });
      const expired = await begin();
      const past = new Date(Date.now() - 1);
      const workers = await deployment.parlance.workersDatabase();
      await workers
        .collection<{ _id: string }>('transfers')
        .updateOne({ _id: `alpha.${expired.transfer.id}` }, { $set: { 'ticket.until': past, dueAt: past } });
      expect(await put(expired.upload.path)).toEqual({ status: 404, body: NOTHING });
      await ended(expired.transfer.id);
      expect((await deployment.ask('transfers.get', { app: 'alpha', id: expired.transfer.id })).body).toMatchObject({
        state: 'failed',
        error: 'The file was not received.',
      });
    });

    it('gives the file of an export out once, and not any more once that is removed', async () => {
      const { id } = (await deployment.ask('transfers.export', { app: 'alpha', className: 'Game' })).body as { id: string };
      await ended(id);
      const invite = async (): Promise<string> =>
        deployment.parlance.url + ((await deployment.ask('transfers.download', { app: 'alpha', id })).body as { path: string }).path;
      expect((await deployment.ask('transfers.download', { app: 'beta', id })).body).toMatchObject(NOTHING);
      const first = await invite();
      const second = await invite();
      expect((await fetch(first)).status).toBe(404);
      const answers = [await fetch(second.replace('/alpha/', '/beta/')), await fetch(second), await fetch(second)];
      expect(answers.map(({ status }) => status)).toEqual([404, 200, 404]);
      const { results } = (await answers[1]?.json()) as { results: { score: number }[] };
      expect(results.map(({ score }) => score).sort()).toEqual([1, 3]);
      const third = await invite();
      await deployment.ask('transfers.cancel', { app: 'alpha', id });
      expect((await fetch(third)).status).toBe(404);
      expect((await deployment.ask('transfers.download', { app: 'alpha', id })).body).toMatchObject(NOTHING);
    });

    it('is kept as a digest, and stands in no log and in no entry of the audit', async () => {
      const { transfer, upload } = await begin();
      await put(upload.path);
      await ended(transfer.id);
      const ticket = new URLSearchParams(upload.path.split('?')[1]).get('ticket') ?? '';
      expect(ticket).toMatch(/^[\w-]{43}$/);
      expect(JSON.stringify(deployment.parlance.logs)).not.toContain(ticket);
      const { entries } = (await deployment.ask('audit.query', { app: 'alpha', action: 'transfers.import' })).body as {
        entries: unknown[];
      };
      expect(entries.length).toBeGreaterThan(3);
      expect(JSON.stringify(entries)).not.toContain(ticket);
      const workers = await deployment.parlance.workersDatabase();
      expect(JSON.stringify(await workers.collection('transfers').find().toArray())).not.toContain(ticket);
    });
  });
});
