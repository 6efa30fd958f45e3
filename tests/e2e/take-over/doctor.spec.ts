import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testServers } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAppsFile } from '../../../apps/config/src/apps-file/read-apps-file.ts';
import { doctorCommand } from '../../../tools/doctor/doctor-command.ts';
import type { Finding } from '../../../tools/doctor/finding.ts';
import { APP_ID, KEYS } from '../../conformance/pair.ts';
import { databaseState } from './database-state.ts';
import { writeOldApp, type OldApp } from './old-app/old-app.ts';
import { peerOptions } from './old-app/settings.ts';

const PATHS = { mail: './mail.js', push: './push.js', provider: './guild.js' };

interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: readonly string[];
  readonly steps: readonly string[];
  readonly findings: readonly Finding[];
}

describe('parlance doctor, on a database that Parse Server has written', () => {
  let app: OldApp;
  let folder: string;
  let options: string;
  let reader: string;
  let withReport: Told;

  beforeAll(async () => {
    app = await writeOldApp();
    folder = await mkdtemp(join(tmpdir(), 'parlance-doctor-'));
    options = join(folder, 'options.json');
    await writeFile(
      options,
      JSON.stringify({ ...peerOptions({ paths: PATHS, remove: () => Promise.resolve() }), liveQuery: { classNames: ['Team'] } }),
    );
    reader = await readerOf(app);
    withReport = await doctor('--database', reader, '--options', options, '--write', join(folder, 'apps.json'), '--json');
  }, 120_000);
  afterAll(async () => {
    await (await app?.open(app.database))?.command({ dropUser: 'doctor' });
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('reads with a user who may do nothing else, and leaves documents, indexes and options as they were', async () => {
    const database = await app.open(app.database);
    const listed = () => database.listCollections({}, { nameOnly: false }).toArray();
    const [before, collections] = [await databaseState(database), await listed()];
    const told = await doctor('--database', reader, '--options', options, '--thorough', '--json');
    expect(told).toMatchObject({ code: 1, err: [] });
    expect(await databaseState(database)).toEqual(before);
    expect((await listed()).toSorted(byName)).toEqual(collections.toSorted(byName));
    await expect(database.admin().command({ usersInfo: 'doctor' })).resolves.toBeDefined();
  });

  it('names the values that two objects share, with ids and exact counts', () => {
    const shared = withReport.findings.filter(({ id }) => id.startsWith('duplicate-values'));
    expect(Object.fromEntries(shared.map(({ about, id, count }) => [`${about} ${id}`, count]))).toEqual({
      '_User.username duplicate-values-in-any-case': 1,
      '_User.email duplicate-values-in-any-case': 1,
      '_Installation.installationId duplicate-values': 1,
      '_Join:members:Team.owningId+relatedId duplicate-values': 1,
    });
    expect(shared.find(({ about }) => about === '_User.username')?.examples).toEqual(['legacyAnna and legacyanna']);
    expect(JSON.stringify(shared)).not.toContain('old.example');
  });

  it('names the objects that are not as their class is described', () => {
    const of = (id: string) => withReport.findings.filter((finding) => finding.id === id).map(({ about, count }) => `${about} ${count}`);
    expect(of('misfitting-values')).toEqual(expect.arrayContaining(['Odd.when 1', 'Odd.at 1']));
    expect(of('misfitting-values').filter((about) => !about.startsWith('Odd'))).toEqual([]);
    expect(of('undescribed-member')).toContain('Odd.extra 1');
    expect(of('unknown-pointer')).toEqual(expect.arrayContaining(['Odd._p_unheard 1', 'Odd._p_notAPointer 1']));
    expect(withReport.findings.find(({ id }) => id === 'undescribed-collections')?.examples).toEqual(['Foreign', 'Loose']);
  });

  it.each([
    ['option-without-setting', 'liveQuery', 'act'],
    ['option-without-setting', 'emailAdapter', 'act'],
    ['option-without-counterpart', 'push.adapter', 'act'],
    ['auth-function', 'auth.guild', 'act'],
    ['schedules', '_JobSchedule', 'act'],
    ['webhooks', '_Hooks', 'note'],
    ['hosted-sessions', '_User._session_token', 'differs'],
    ['expired-sessions', '_Session', 'differs'],
    ['foreign-session-tokens', '_Session._session_token', undefined],
    ['audiences', '_Audience', 'note'],
    ['parameters', '_GlobalConfig', 'note'],
    ['files', 'fs.files', 'note'],
    ['linked-accounts', '_User.authData.mfa', 'note'],
    ['other-default', 'logInThrottle', 'differs'],
  ])('tells of %s: %s', (id, about, level) => {
    expect(withReport.findings.find((finding) => finding.id === id && finding.about === about)?.level).toBe(level);
  });

  it('writes an apps file without a secret, which Parlance accepts', async () => {
    const file = join(folder, 'apps.json');
    const text = await readFile(file, 'utf8');
    for (const secret of [...Object.values(KEYS), reader]) expect(text).not.toContain(secret);
    const variables = (JSON.parse(withReport.out) as { written: { variables: Record<string, string> } }).written.variables;
    const values: Record<string, string> = {
      PARSE_SERVER_MASTER_KEY: KEYS.master,
      PARSE_SERVER_READ_ONLY_MASTER_KEY: KEYS.readOnlyMaster,
      PARSE_SERVER_MAINTENANCE_KEY: KEYS.maintenance,
      PARSE_SERVER_REST_API_KEY: KEYS.rest,
      PARSE_SERVER_JAVASCRIPT_KEY: KEYS.javascript,
      PARSE_SERVER_CLIENT_KEY: KEYS.client,
      PARSE_SERVER_DATABASE_URI: testServers().mongodbUrl,
    };
    expect(Object.keys(variables).sort()).toEqual(Object.keys(values).sort());
    const { apps } = readAppsFile(file, { environment: (name) => values[name], production: false });
    expect(apps).toMatchObject([
      {
        id: APP_ID,
        name: 'The old app',
        database: { name: app.database },
        settings: {
          extendSessionOnUse: false,
          idempotency: { paths: ['classes/Order'] },
          auth: { custom: { guild: { function: 'checkGuild' } } },
        },
      },
    ]);
  });

  it('writes over no file, and secrets only where it is asked to, for their owner alone', async () => {
    const again = await doctor('--database', reader, '--options', options, '--write', join(folder, 'apps.json'));
    expect(again).toMatchObject({ code: 2, err: [expect.stringContaining('exists: nothing was written')] });
    const secret = join(folder, 'secret.json');
    await doctor('--database', reader, '--options', options, '--write', secret, '--with-secrets');
    expect(await readFile(secret, 'utf8')).toContain(KEYS.master);
    expect((await stat(secret)).mode & 0o777).toBe(0o600);
  });

  it('prints the same for people, with steps beside it', async () => {
    const told = await doctor('--database', reader, '--options', options, '--sample', '5');
    expect(told.code).toBe(1);
    expect(told.out).toContain('To do before the move');
    expect(told.out).toMatch(/_JobSchedule {2}\[schedules\]/);
    expect(told.steps.length).toBeGreaterThan(50);
    expect(told.out).not.toContain(KEYS.master);
  });

  it('says in plain words that it could not look, and never the address', async () => {
    const away = await doctor('--database', 'mongodb://somebody:the-password@127.0.0.1:1/old', '--seconds', '1');
    expect(away).toMatchObject({ code: 2, err: [expect.stringContaining('cannot be reached')] });
    const malformed = await doctor('--database', 'mongodb://somebody:the-password@');
    expect(malformed.code).toBe(2);
    expect(JSON.stringify([away, malformed])).not.toContain('the-password');
    expect((await doctor('--everything')).code).toBe(2);
  });
});

const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);

/** The address of a user who may read this database and do nothing else. */
async function readerOf(app: OldApp): Promise<string> {
  const database = await app.open(app.database);
  await database.command({ createUser: 'doctor', pwd: 'reading', roles: [{ role: 'read', db: app.database }] });
  const address = new URL(testServers().mongodbUrl);
  address.username = 'doctor';
  address.password = 'reading';
  address.pathname = `/${app.database}`;
  address.searchParams.delete('authSource');
  return address.href;
}

async function doctor(...args: string[]): Promise<Told> {
  const out: string[] = [];
  const err: string[] = [];
  const steps: string[] = [];
  const streams = {
    out: (text: string) => out.push(text),
    err: (text: string) => err.push(text),
    progress: (text: string) => steps.push(text),
  };
  const code = await doctorCommand(args, streams, {});
  const printed = out.join('\n');
  const findings = printed.startsWith('{') ? (JSON.parse(printed) as { findings: Finding[] }).findings : [];
  return { code, out: printed, err, steps, findings };
}
