import { describe, expect, it } from 'vitest';
import { untouchedDeployment } from './untouched-deployment.ts';

const PUNCTUATION = Array.from('!"#%&\'()+/:;<=>?@[\\]^`{|}~');
/** No client may name a field so, wherever names stand. Left out are names that one position gives a meaning of its own. */
const BAD_NAMES = [
  ...PUNCTUATION.flatMap((mark) => [`a${mark}b`, `${mark}a`]),
  ...['1a', '9', '_x', '_id', '_rperm', '_wperm', '_acl', '_hashed_password', '_session_token', '_p_pointer', '_SCHEMA', '__type', '__op'],
  ...[
    'a b',
    'a$b',
    'a-b',
    'é',
    'aé',
    'ａ',
    'а',
    'ß',
    'a·',
    'a٣',
    'a\u00a0b',
    'a\u200b',
    'a\u202eb',
    '😀',
    'a\0',
    'a\0b',
    'a\nb',
    'a\u0007b',
  ],
  ...['a..b', '.a', 'a.', '.', '..', 'a.$', 'a.$b', 'a.$[]', 'dictionary.$set'],
  ...['__proto__', 'constructor', 'prototype', '_bsontype', 'a.__proto__', 'a.constructor.b', 'a.prototype', 'a._bsontype'],
];

describe('names that no field may have', () => {
  const deployment = untouchedDeployment();
  const inBody = (name: string) => JSON.stringify({ [name]: 1 }).replace('{}', `{${JSON.stringify(name)}:1}`);

  it('SEC-04 are at least a hundred', () => {
    expect(BAD_NAMES.length).toBeGreaterThanOrEqual(100);
  });

  it.each([
    ['POST', '/classes/Target', 'OBJ-19 a create'],
    ['PUT', '/classes/Target/:id', 'OBJ-19 an update'],
    ['POST', '/classes/New', 'OBJ-19 the first create of a class'],
  ])('SEC-04 %s %s: %s answers 105', async (method, path) => {
    for (const name of BAD_NAMES) {
      const request = { method, path: path.replace(':id', deployment().objectId), body: inBody(name) };
      expect([name, await deployment().refusal(request)]).toEqual([name, [400, 105]]);
    }
  });

  it.each(['order', 'keys', 'excludeKeys', 'include'])('QRY-51 SEC-04 %s answers 105', async (parameter) => {
    for (const name of BAD_NAMES) {
      const asked = parameter === 'order' ? [`-${name}`] : [name];
      expect([name, await deployment().findRefusal({ [parameter]: asked })]).toEqual([name, [400, 105]]);
    }
  });

  it('QRY-51 SEC-04 redirectClassNameForKey answers 105', async () => {
    for (const name of BAD_NAMES)
      expect([name, await deployment().findRefusal({ redirectClassNameForKey: name })]).toEqual([name, [400, 105]]);
  });

  it('QRY-51 SEC-04 where answers 105, whatever the field is compared with and however deep it stands', async () => {
    for (const name of BAD_NAMES) {
      for (const operand of [1, { $exists: true }]) {
        const where = { [name]: operand };
        if (name === '__proto__') Object.defineProperty(where, name, { value: operand, enumerable: true });
        for (const asked of [where, { $or: [{ text: 'x' }, { $nor: [where] }] }])
          expect([name, await deployment().findRefusal({ where: asked })]).toEqual([name, [400, 105]]);
      }
    }
  });

  it('OBJ-42 a part of a batch fails alone with 105', async () => {
    const path = `/parse/classes/Target/${deployment().objectId}`;
    const names = BAD_NAMES.filter((name) => !['__proto__', 'constructor', 'prototype', '_bsontype'].includes(name)); // these refuse all of it
    for (let at = 0; at < names.length; at += 50) {
      const requests = names.slice(at, at + 50).map((name) => ({ method: 'PUT', path, body: { [name]: 1 } }));
      const { text } = await deployment().send({ method: 'POST', path: '/batch', body: JSON.stringify({ requests }) });
      const codes = (JSON.parse(text) as { error?: { code: number } }[]).map(({ error }, index) => [names[at + index], error?.code]);
      expect(codes).toEqual(names.slice(at, at + 50).map((name) => [name, 105]));
    }
  });

  it('OBJ-18 class names: 103 for a write, no objects for a read', async () => {
    for (const name of [
      '9x',
      'a-b',
      '_Mine',
      'a b',
      'a.b',
      '$where',
      'system.users',
      '__proto__',
      '_Join',
      'é',
      'a\0b',
      '\ud83d\ude00',
      'x'.repeat(200),
    ]) {
      // prettier-ignore
      const path = `/classes/${encodeURIComponent(name)}`;
      expect([name, await deployment().refusal({ method: 'POST', path, body: '{}' })]).toEqual([name, [400, 103]]);
      expect([name, await deployment().refusal({ method: 'PUT', path: `${path}/abcdefghij`, body: '{}' })]).toEqual([name, [400, 103]]);
      expect([name, await deployment().refusal({ method: 'DELETE', path: `${path}/abcdefghij` })]).toEqual([name, [400, 103]]);
      expect([name, await deployment().refusal({ method: 'GET', path: `${path}/abcdefghij` })]).toEqual([name, [404, 101]]);
      expect([name, (await deployment().send({ method: 'GET', path })).text]).toEqual([name, '{"results":[]}']);
    }
  });

  it('SPC-12 internal classes and join rows are closed to clients and to the master key, as classes and in pointers', async () => {
    for (const name of ['_SCHEMA', '_Idempotency', '_Join:relation:Target', '_Join:users:_Role', '_Join:']) {
      for (const key of ['rest', 'master'] as const) {
        for (const [method, path] of [
          ['GET', ''],
          ['POST', ''],
          ['GET', '/a'],
          ['PUT', '/a'],
          ['DELETE', '/a'],
        ] as const) {
          const refused = await deployment().refusal({ method, path: `/classes/${encodeURIComponent(name)}${path}`, key });
          expect([name, key, method, refused]).toEqual([name, key, method, [400, 119]]);
        }
      }
    }
  });

  it('OBJ-31 ids that none can be: 101 for a read, 104 for a write', async () => {
    for (const id of ['*', 'role:Admins', 'a\0b', 'a\nb', 'x'.repeat(257)]) {
      const path = `/classes/Target/${encodeURIComponent(id)}`;
      expect([id, await deployment().refusal({ method: 'GET', path })]).toEqual([id, [404, 101]]);
      expect([id, await deployment().refusal({ method: 'PUT', path, body: '{"text":"y"}' })]).toEqual([id, [400, 104]]);
      expect([id, await deployment().refusal({ method: 'DELETE', path })]).toEqual([id, [400, 104]]);
    }
    for (const escape of ['%', '%f', '%ff', '%c0%ae', '%ed%a0%80'])
      expect([escape, await deployment().refusal({ method: 'GET', path: `/classes/Target/${escape}` })]).toEqual([escape, [400, 107]]);
  });
});
