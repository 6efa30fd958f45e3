import { describe, expect, it } from 'vitest';
import { claimsOverlap, databaseClaim, databaseName } from './database-claim.ts';

const OWN = 'mongodb://own/?replicaSet=rs0';

describe('databaseName', () => {
  it('is the prefix and the id', () => {
    expect(databaseName('app_', 'demo', true)).toBe('app_demo');
  });

  it('tells ids apart that differ only by case', () => {
    const names = [databaseName('app_', 'Demo', false), databaseName('app_', 'demo', false), databaseName('app_', 'demo', true)];
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(3);
  });

  it('never exceeds what MongoDB allows, and stays distinct for ids that begin alike', () => {
    const [left, right] = [`${'a'.repeat(63)}x`, `${'a'.repeat(63)}y`].map((id) => databaseName('app_', id, true));
    expect(left).toHaveLength(63);
    expect(left).not.toBe(right);
    expect(databaseName('app_', 'a'.repeat(59), true)).toBe(`app_${'a'.repeat(59)}`);
  });
});

describe('databaseClaim', () => {
  it('takes names that differ by case for one database, as MongoDB does', () => {
    const claim = (name: string) => databaseClaim({ name, collectionPrefix: '' }, OWN);
    expect(claim('app_A')).toBe(claim('app_a'));
  });

  it('knows the own server by its address, and shows no address', () => {
    const database = { name: 'x', collectionPrefix: '' };
    expect(databaseClaim({ ...database, uri: OWN }, OWN)).toBe(databaseClaim(database, OWN));
    const other = databaseClaim({ ...database, uri: 'mongodb://u:secret@other/' }, OWN);
    expect(other).not.toBe(databaseClaim(database, OWN));
    expect(other).not.toContain('secret');
  });

  it.each([
    ['', '', true],
    ['', 'a_', true],
    ['a', 'ab', true],
    ['a_', 'b_', false],
  ])('prefixes "%s" and "%s" in one database overlap: %s', (left, right, expected) => {
    const [one, two] = [left, right].map((collectionPrefix) => databaseClaim({ name: 'shared', collectionPrefix }, OWN)) as [
      string,
      string,
    ];
    expect(claimsOverlap(one, two)).toBe(expected);
    expect(claimsOverlap(two, one)).toBe(expected);
    expect(claimsOverlap(one, databaseClaim({ name: 'other', collectionPrefix: left }, OWN))).toBe(false);
  });
});

describe('the place of an app', () => {
  const claim = (uri: string | undefined, own: string) => databaseClaim({ uri, name: 'App_One', collectionPrefix: '' }, own);

  it("is the deployment's own MongoDB when the app names that, whichever files make the connection safe", () => {
    const secured = 'mongodb://a:1,b:2/?replicaSet=rs0&tls=true&tlsCAFile=%2Fca.pem&tlsCertificateKeyFile=%2Fc.pem';
    expect(claim(undefined, secured)).toBe('own/app_one/');
    expect(claim('mongodb://a:1,b:2/?replicaSet=rs0', secured)).toBe('own/app_one/');
    expect(claim('mongodb://a:1,b:2/?replicaSet=rs0&tls=true', secured)).toBe('own/app_one/');
    expect(claim('mongodb://a:1', 'mongodb://a:1/?tls=true&tlsCAFile=x')).toBe('own/app_one/');
  });

  it('is another one at another address, which enters as a digest', () => {
    expect(claim('mongodb://a:1/?replicaSet=rs1', 'mongodb://a:1/?replicaSet=rs0')).toMatch(/^[0-9a-f]{16}\/app_one\/$/);
    expect(claim('mongodb://other/', 'mongodb://a/')).toMatch(/^[0-9a-f]{16}\/app_one\/$/);
  });
});
