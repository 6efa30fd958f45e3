import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { Profiles } from './profiles.ts';
import { run } from './run.ts';
import type { Surroundings } from './surroundings.ts';

const root = mkdtempSync(join(tmpdir(), 'parlance-profiles-'));
afterAll(() => rmSync(root, { recursive: true }));
const folder = join(root, 'config');
const TOKEN = 'a-token-that-nobody-may-see-on-a-screen';

let shown = '';
async function parlance(args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): Promise<number> {
  shown = '';
  const note = (text: string) => (shown += `${text}\n`);
  const surroundings: Surroundings = {
    env: { PARLANCE_CONFIG: folder, ...env },
    note: join(root, 'absent.json'),
    out: note,
    err: note,
    progress: () => undefined,
    ask: () => Promise.resolve(undefined),
    input: () => Promise.resolve(input),
    connect: () => Promise.reject(new Error('This test connects to nobody.')),
    signal: new AbortController().signal,
  };
  return run(args, surroundings);
}
const mode = (name: string) => (statSync(join(folder, name)).mode & 0o777).toString(8);
const add = (name: string, ...more: string[]) =>
  parlance(
    ['profile', 'add', name, '--nats', 'nats://administrator:the-password@nats.example:4222', '--prefix', 'game', ...more],
    `${TOKEN}\n`,
  );

describe('profiles', () => {
  beforeEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keep token and password for their owner alone, and show neither', async () => {
    expect(await add('staging')).toBe(0);
    expect([mode('profiles.json'), mode('staging.token'), mode('.')]).toEqual(['600', '600', '700']);
    expect(readFileSync(join(folder, 'staging.token'), 'utf8').trim()).toBe(TOKEN);
    expect(await parlance(['profile', 'list'])).toBe(0);
    expect(shown).toContain('staging');
    expect(await parlance(['profile', 'list', '--json'])).toBe(0);
    expect(JSON.parse(shown)).toMatchObject({ profiles: [{ name: 'staging', current: '*', nats: 'nats://…@nats.example:4222' }] });
    expect(shown).not.toMatch(/the-password|a-token/);
  });

  it('are none where npm start has noted its deployment, which is meant then', async () => {
    const note = join(root, 'administrator.json');
    const noted = { nats: 'nats://administrator:x@127.0.0.1:4422', prefix: 'parlance-1', tokenFile: join(root, 'admin.token') };
    writeFileSync(note, JSON.stringify(noted));
    const profiles = new Profiles({ PARLANCE_CONFIG: folder }, note);
    expect(profiles.find(undefined)).toEqual(noted);
    await add('staging');
    expect(profiles.find(undefined)).toMatchObject({ prefix: 'game' });
    expect(new Profiles({ PARLANCE_CONFIG: join(root, 'empty') }, join(root, 'absent.json')).find(undefined)).toBeUndefined();
  });

  it('take back rights that others were given to the file', async () => {
    await add('staging');
    chmodSync(join(folder, 'profiles.json'), 0o644);
    await parlance(['profile', 'list']);
    expect(mode('profiles.json')).toBe('600');
  });

  it('are used, and removed with their token', async () => {
    await add('staging');
    await add('production', '--token-file', '/run/secrets/token', '--app', 'game');
    expect(await parlance(['profile', 'use', 'production'])).toBe(0);
    expect(await parlance(['profile', 'remove', 'staging'])).toBe(0);
    expect(() => statSync(join(folder, 'staging.token'))).toThrow('ENOENT');
    await parlance(['profile', 'list', '--json']);
    expect(JSON.parse(shown)).toMatchObject({
      profiles: [{ name: 'production', current: '*', app: 'game', tokenFile: '/run/secrets/token' }],
    });
  });

  it.each([
    [['profile', 'add', 'a b', '--nats', 'x', '--prefix', 'y'], '1 to 64 letters'],
    [['profile', 'use', 'nobody'], 'There is no profile nobody'],
    [['profile', 'add', 'x'], 'profile add NAME'],
    [['profile', 'dance', 'x'], 'profile add NAME'],
    [['apps', 'get', '--app', 'game'], 'No deployment is named'],
    [['apps', 'get', '--app', 'game', '--nats', 'nats://127.0.0.1:1'], 'No token is named'],
    [['apps', 'dance'], 'has no operation dance'],
    [['nothing'], 'There is no command nothing'],
    [['completion', 'tcsh'], 'bash|zsh|fish'],
    [[], 'parlance AREA OPERATION'],
  ])('%j is wrong usage', async (args, words) => {
    expect(await parlance(args, TOKEN)).toBe(2);
    expect(shown).toContain(words);
  });

  it('give way to options, and a request that does not fit is told before anything is sent', async () => {
    await add('staging');
    expect(await parlance(['apps', 'get', '--app', 'no such id!'])).toBe(2);
    expect(shown).toContain('--app: ');
    expect(await parlance(['apps', 'list', '--limit', '5000', '--json'])).toBe(2);
    expect(JSON.parse(shown)).toMatchObject({ error: expect.stringContaining('--limit: ') });
  });
});
