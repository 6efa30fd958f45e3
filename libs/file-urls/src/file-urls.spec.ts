import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { filePaths } from './file-paths.ts';
import { checkSignature } from './signature.ts';

const keys = [randomBytes(32), randomBytes(32)];
const encoded = keys.map((key) => key.toString('base64'));
const OPTIONS = { appId: 'app', base: 'http://host/parse', urls: 'open', urlSeconds: 3_600, keys: encoded } as const;

describe('open addresses', () => {
  it('are made of the name', () => {
    expect(filePaths(OPTIONS)('a b/c.txt')).toBe('http://host/parse/files/app/a%20b/c.txt');
  });

  it('lead to the hosted service of old for names that it has given', () => {
    const path = filePaths({ ...OPTIONS, fileKey: 'k-1' });
    expect(path('tfss-1-a.png')).toBe('http://files.parsetfss.com/k-1/tfss-1-a.png');
    expect(path('0a1b2c3d-0000-1111-2222-0123456789ab-a.png')).toBe(
      'http://files.parse.com/k-1/0a1b2c3d-0000-1111-2222-0123456789ab-a.png',
    );
    expect(path('a.png')).toBe('http://host/parse/files/app/a.png');
    expect(filePaths(OPTIONS)('tfss-1-a.png')).toBe('http://host/parse/files/app/tfss-1-a.png');
  });
});

describe('signed addresses', () => {
  const path = filePaths({ ...OPTIONS, urls: 'signed' });
  const queryOf = (url: string) => url.slice(url.indexOf('?') + 1);
  const now = Date.now();
  const check = (name: string, query: string, { app = 'app', at = now, by = keys } = {}) =>
    checkSignature(app, name, query, by, at).secondsLeft;

  it('work for as long as they say, and a quarter longer at most', () => {
    const query = queryOf(path('a.txt'));
    expect(check('a.txt', query)).toBeGreaterThanOrEqual(3_599);
    expect(check('a.txt', query)).toBeLessThanOrEqual(3_600 * 1.25);
    expect(check('a.txt', query, { at: now + 3_500_000 })).toBeGreaterThan(0);
    expect(check('a.txt', query, { at: now + 4_600_000 })).toBe(0);
  });

  it('work under a key that was in use before', () => {
    const older = filePaths({ ...OPTIONS, urls: 'signed', keys: encoded.slice(1) });
    expect(check('a.txt', queryOf(older('a.txt')))).toBeGreaterThan(0);
    expect(check('a.txt', queryOf(older('a.txt')), { by: keys.slice(0, 1) })).toBe(0);
  });

  it('SEC work for no other file, no other app, and not when anything is changed', () => {
    const query = queryOf(path('a.txt'));
    const expires = Number(/expires=(\d+)/.exec(query)?.[1]);
    expect(check('b.txt', query)).toBe(0);
    expect(check('a.txt', query, { app: 'other' })).toBe(0);
    for (const forged of [
      ...[
        '',
        'expires=1',
        query.replace(/signature=(.)/, (_, first) => `signature=${first === '_' ? '-' : '_'}`),
        query.replace(`${expires}`, `${expires + 1}`),
      ],
      ...[`expires=1e12&${query.slice(query.indexOf('signature'))}`, query.replace(/&signature=.*/, ''), query.replace(`${expires}`, '-1')],
      ...['expires=99999999999&signature=', query.replace('signature=', 'signature=A')],
    ]) {
      expect(check('a.txt', forged), forged).toBe(0);
    }
  });

  it('are not made without a key', () => {
    expect(filePaths({ ...OPTIONS, urls: 'signed', keys: [] })('a.txt')).toBe('http://host/parse/files/app/a.txt');
  });
});
