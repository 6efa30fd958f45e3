import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from '@parlance/settings';
import { CONFIG_SETTINGS } from '../settings.ts';
import { loadKeyRing, type KeySettings } from './load-key-ring.ts';

const key = (fill: string) => Buffer.alloc(32, fill).toString('base64');
let folder: string;
let made: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keys-'));
  made = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (settings: Partial<KeySettings>) =>
  loadKeyRing({ NODE_ENV: 'production', PARLANCE_SECRETS_KEY: undefined, PARLANCE_DATA_FOLDER: undefined, ...settings }, (file) => void made.push(file)); // prettier-ignore
const file = (text: string) => {
  const path = join(folder, 'keys');
  writeFileSync(path, text);
  return path;
};

const loadFile = (path: string) => load(loadSettings(CONFIG_SETTINGS, { NODE_ENV: 'production', PARLANCE_SECRETS_KEY_FILE: path }));

describe('the keys of secrets', () => {
  it('come from the environment, the current one first', () => {
    const ring = load({ PARLANCE_SECRETS_KEY: `${key('a')} ${key('b')}` });
    expect(ring.current.bytes.toString('base64')).toBe(key('a'));
    expect(ring.find(load({ PARLANCE_SECRETS_KEY: key('b') }).current.id)?.bytes.toString('base64')).toBe(key('b'));
    expect(ring.find('000000000000')).toBeUndefined();
  });

  it('come from a file, with comments', () => {
    const ring = loadFile(file(`# since May\n${key('a')}\r\n\n# before\n${key('b')}\n`));
    expect(ring.current.id).toBe(load({ PARLANCE_SECRETS_KEY: key('a') }).current.id);
  });

  it('are made once in the data folder, for its owner alone, and found again', () => {
    const data = join(folder, 'deep', 'data');
    const first = load({ PARLANCE_DATA_FOLDER: data });
    const path = join(data, 'secrets.key');
    expect(made).toEqual([path]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(load({ PARLANCE_DATA_FOLDER: data }).current.id).toBe(first.current.id);
    expect(made).toHaveLength(1);
    expect(readFileSync(path, 'utf8').trim()).toBe(first.current.bytes.toString('base64'));
  });

  it('are not made where one is configured', () => {
    load({ PARLANCE_SECRETS_KEY: key('a'), PARLANCE_DATA_FOLDER: folder });
    expect(existsSync(join(folder, 'secrets.key'))).toBe(false);
  });

  it.each<[string, () => Partial<KeySettings>, RegExp]>([
    ['nothing at all in production', () => ({}), /PARLANCE_SECRETS_KEY .*PARLANCE_SECRETS_KEY_FILE .*PARLANCE_DATA_FOLDER/],
    ['a short key', () => ({ PARLANCE_SECRETS_KEY: `${key('a')} c2hvcnQ=` }), /^PARLANCE_SECRETS_KEY: key 2 must be 32 bytes in base64/],
    ['words', () => ({ PARLANCE_SECRETS_KEY: 'my-secret-words' }), /key 1 must be 32 bytes/],
    ['comments alone', () => ({ PARLANCE_SECRETS_KEY: '# none\n' }), /holds no key/],
  ])('refuse %s, naming what is wrong and no key', (_title, settings, expected) => {
    const error = (() => {
      try {
        load(settings());
      } catch (thrown) {
        return (thrown as Error).message;
      }
      throw new Error('They were accepted.');
    })();
    expect(error).toMatch(expected);
    for (const secret of [key('a'), 'c2hvcnQ=', 'my-secret-words']) expect(error).not.toContain(secret);
  });
});
