import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppsFileError } from './apps-file-error.ts';
import { readAppsFile } from './read-apps-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'apps-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const options = {
  environment: (name: string) => ({ MASTER: 'master-of-environment', IPS: '["10.0.0.0/8"]', EMPTY: '' })[name],
  production: false,
};

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function issuesOf(content: unknown, name = 'apps.json', production = false): readonly string[] {
  try {
    readAppsFile(write(name, content), { ...options, production });
  } catch (error) {
    if (error instanceof AppsFileError) return error.issues;
    throw error;
  }
  return [];
}

describe('readAppsFile', () => {
  it('reads an app, and completes it', () => {
    const file = write('apps.json', {
      apps: [{ id: 'test', keys: { master: 'm' }, settings: { idempotency: {} } }],
    });
    expect(readAppsFile(file, options).apps).toEqual([
      {
        id: 'test',
        name: 'test',
        file: 'apps.json',
        keys: { master: ['m'] },
        settings: { idempotency: { paths: [], ttl: 300 } },
      },
    ]);
  });

  it('finds the code of an app from its own folder', () => {
    const file = write('apps.json', {
      apps: [
        { id: 'test', cloud: './cloud/main.js' },
        { id: 'other', cloud: '/code/other' },
      ],
    });
    expect(readAppsFile(file, options).apps.map(({ cloud }) => cloud)).toEqual([join(dirname(file), 'cloud/main.js'), '/code/other']);
  });

  it('refuses each part of an app that nothing serves, with a sentence', () => {
    const declared = { id: 'test', cloud: './cloud/main.js', keys: { file: 'prefix-of-old-files', webhook: 'a-webhook-key-of-24-signs' } };
    expect(issuesOf({ apps: [declared] })).toEqual([expect.stringMatching(/^apps\[0\]\.keys\.file: files are not served yet/)]);
    // The one member of the keys is the key of that name, and no reference to a file.
    expect(issuesOf({ apps: [{ id: 'test', keys: { file: 'prefix-of-old-files' } }] })).toHaveLength(1);
  });

  it('takes the place of Cloud Code from the folder it is in itself', () => {
    const file = write('apps.json', { apps: [{ id: 'test', cloud: './cloud/main.js' }] });
    expect(readAppsFile(file, options).apps[0]?.cloud).toBe(join(dirname(file), 'cloud/main.js'));
  });

  it('reads YAML to the same', () => {
    const yaml = write('apps.yaml', 'apps:\n  - id: test\n    keys: { master: [a, b] }\n    settings:\n      maxLimit: 5\n');
    const [app] = readAppsFile(yaml, options).apps;
    expect(app).toMatchObject({ id: 'test', keys: { master: ['a', 'b'] }, settings: { maxLimit: 5 } });
  });

  it('takes values from the environment and from files beside it', () => {
    write('rest.key', 'rest-of-file\n');
    const file = write('apps.json', {
      apps: [
        {
          id: 'test',
          keys: { master: [{ env: 'MASTER' }, { file: './rest.key' }], client: 'plain' },
          settings: { masterKeyIps: { env: 'IPS' }, allowOrigin: { file: 'rest.key' } },
        },
      ],
    });
    const read = readAppsFile(file, options);
    expect(read.apps[0]).toMatchObject({
      keys: { master: ['master-of-environment', 'rest-of-file'], client: ['plain'] },
      settings: { masterKeyIps: ['10.0.0.0/8'], allowOrigin: 'rest-of-file' },
    });
    expect(read.files).toEqual([file, join(folder, 'rest.key')]);
  });

  it('has another fingerprint when a value elsewhere changes', () => {
    const file = write('apps.json', { apps: [{ id: 'test', keys: { rest: { file: 'rotating.key' } } }] });
    write('rotating.key', 'one');
    const { fingerprint } = readAppsFile(file, options);
    expect(readAppsFile(file, options).fingerprint).toBe(fingerprint);
    write('rotating.key', 'two');
    expect(readAppsFile(file, options).fingerprint).not.toBe(fingerprint);
  });

  it.each<[string, unknown, RegExp]>([
    ['an unknown member', { apps: [{ id: 'a', kyes: {} }] }, /^apps\[0\]: .*"kyes"/],
    ['an unknown kind of key', { apps: [{ id: 'a', keys: { mastre: 'x' } }] }, /^apps\[0\]\.keys: .*"mastre"/],
    ['a bad id', { apps: [{ id: 'a b' }] }, /^apps\[0\]\.id: expected 1 to 64 letters/],
    ['a repeated id', { apps: [{ id: 'a' }, { id: 'b' }, { id: 'a' }] }, /^apps\[2\]\.id: apps\[0\] has the same id/],
    ['an empty key', { apps: [{ id: 'a', keys: { master: '' } }] }, /^apps\[0\]\.keys\.master: expected a key/],
    ['three values of a key', { apps: [{ id: 'a', keys: { master: ['1', '2', '3'] } }] }, /^apps\[0\]\.keys\.master: .*two/],
    [
      'equal keys',
      { apps: [{ id: 'a', keys: { master: 'x', maintenance: 'x' } }] },
      /^apps\[0\]\.keys\.master: equals the maintenance key/,
    ],
    ['a bad setting', { apps: [{ id: 'a', settings: { maxLimit: -1 } }] }, /^apps\[0\]\.settings\.maxLimit: .*>0/],
    ['an unknown setting', { apps: [{ id: 'a', settings: { maxlimit: 1 } }] }, /^apps\[0\]\.settings\.maxlimit: there is no such setting/],
    [
      'a variable that is not set',
      { apps: [{ id: 'a', keys: { master: { env: 'NONE' } } }] },
      /^apps\[0\]\.keys\.master: .*NONE is not set/,
    ],
    [
      'a variable set to nothing',
      { apps: [{ id: 'a', keys: { master: [{ env: 'EMPTY' }] } }] },
      /^apps\[0\]\.keys\.master\[0\]: .*EMPTY is not set/,
    ],
    [
      'a file that is not there',
      { apps: [{ id: 'a', keys: { rest: { file: './none' } } }] },
      /^apps\[0\]\.keys\.rest: .*\.\/none cannot be read \(ENOENT\)/,
    ],
    [
      'a database of MongoDB',
      { apps: [{ id: 'a', database: { name: 'admin' } }] },
      /^apps\[0\]\.database\.name: is a database of MongoDB itself/,
    ],
    ['no apps', {}, /^apps: /],
    ['no object', '[]', /^the file: /],
  ])('refuses %s and names the place', (_title, content, expected) => {
    expect(issuesOf(content).join('\n')).toMatch(expected);
  });

  it('SET-05 names the place of a syntax error without quoting the text', () => {
    const secret = 'secret-master-key-value';
    for (const [name, text] of [
      ['apps.json', `{"apps":[{"id":"a","keys":{"master":"${secret}",,}}]}`],
      ['apps.yaml', `apps:\n  - id: a\n    keys: { master: "${secret}\n`],
      ['apps.yaml', `apps: &a [*b]\nsecret: ${secret}`],
    ] as const) {
      const issues = issuesOf(text, name).join();
      expect(issues).toMatch(/it is not (JSON|YAML)/);
      expect(issues).not.toContain(secret.slice(0, 6));
    }
  });

  it('SEC-36 lists all that production refuses, without the values', () => {
    const content = { apps: [{ id: 'a' }, { id: 'b', keys: { master: 'short-secret' } }] };
    expect(issuesOf(content)).toEqual([]);
    const issues = issuesOf(content, 'apps.json', true);
    expect(issues).toHaveLength(2);
    expect(issues[0]).toMatch(/^apps\[0\]\.keys\.master: is missing/);
    expect(issues[1]).toMatch(/^apps\[1\]\.keys\.master: is too short/);
    expect(issues.join()).not.toContain('short-secret');
  });
});
