import { describe, expect, it } from 'vitest';
import { untouchedDeployment } from './untouched-deployment.ts';

const NESTED = (depth: number, inner: string) => '{"$or":['.repeat(depth) + inner + ']}'.repeat(depth);
/** Each makes a backtracking engine work for years on a short text. */
const CATASTROPHIC = ['(a+)+$', '([a-zA-Z]+)*$', '(a|aa)+$', '(a|a?)+$', '(.*a){25}', '^(([a-z])+.)+[A-Z]([a-z])+$', '(?:(?:a*)*)*b', '(x+x+)+y', '([^,]*,)*z', '(\\w+\\s?)*$', '((ab)*)+c', '(0|00)*1', '(\\d+)+x', '(a{1,99}){1,99}b', '^(.*?,){11}P', '(?i)(a+)+$', '([\\s\\S]*)*;', '(a*)*(b*)*c', '(?:a+){10,}b', '(é+)+$', '(?<=(a+)+)b', '(?<!a)b', '(a+)\\1+$']; // prettier-ignore

describe('parameters of a query', () => {
  const deployment = untouchedDeployment();

  it.each<[string, number, readonly unknown[]]>([
    ['order', 105, [1, {}, [1], [{}], [['text']], [null]]],
    ['limit', 117, [-1, 1.5, 'abc', '', ' 1', '1e3', '0x10', '-0', 1e21, '99999999999999999999', {}, [], [1], true]],
    ['skip', 118, [-1, 1.5, 'abc', '', '1 ', '1e3', 1e21, {}, [], [1], false]],
    [
      'order',
      102,
      [
        true,
        'ACL',
        '-ACL',
        Array(11)
          .fill(0)
          .map((_, n) => `f${n}`),
      ],
    ],
    [
      'keys',
      102,
      [
        1,
        true,
        {},
        [1],
        [null],
        [['text']],
        '[',
        Array(501)
          .fill(0)
          .map((_, n) => `f${n}`),
      ],
    ],
    ['excludeKeys', 102, [1, false, {}, [{}], '[1]']],
    [
      'include',
      102,
      [
        1,
        true,
        {},
        [1],
        '[{}]',
        Array(101)
          .fill(0)
          .map((_, n) => `f${n}`),
        Array(11).fill('a').join('.'),
      ],
    ],
    ['count', 102, ['yes', '2', {}, [], [1]]],
    ['includeAll', 102, ['yes', {}, [1]]],
    ['hint', 102, [1, true, [], {}, { a: 2 }, { a: 'up' }, { 'a b': 1 }, { $natural: 1 }, '', '{}', 'x'.repeat(2_000), 'a\0b']],
    ['comment', 102, ['x'.repeat(2_000), 'a\0b']],
    ['explain', 102, [1, 'yes', {}, ['queryPlanner'], 'constructor']],
    ['readPreference', 102, [1, {}, 'constructor', 'NOWHERE', ['PRIMARY']]],
    ['redirectClassNameForKey', 105, ['1', '', '_x']],
    ['distinct', 102, ['text', {}]],
    ['pipeline', 102, [[], [{ $out: 'x' }], '[{"$match":{}}]']],
    ['where', 107, ['', '{', 'text', '[]', [], 'null', 1, '1', true, '"a"', '{"text":', "{'text':1}"]],
    ['toString', 102, ['1', {}]],
    ['valueOf', 102, ['1']],
    ['WHERE', 102, ['{}']],
  ])('QRY-50 QRY-03 SEC-03 %s of a wrong kind answers %i', async (name, code, values) => {
    for (const value of values) {
      const asked = { [name]: value };
      // In a query string every value is a text, and 1 a name like any other.
      const refused = await (typeof value === 'string' ? deployment().findRefusal(asked) : deployment().bodyRefusal(asked));
      expect([name, value, refused]).toEqual([name, value, [400, code]]);
    }
  });

  it.each<[string, number, readonly object[]]>([
    ['a list where $in, $nin, $all and $containedBy need one', 107, ['$in', '$nin', '$all', '$containedBy'].flatMap((operator) => [1, 'a', null, true, {}, { 0: 1, length: 1 }].map((odd) => ({ text: { [operator]: odd } })))],
    ['true or false where $exists needs it', 107, [[], {}].map((odd) => ({ text: { $exists: odd } }))],
    ['text where $regex needs it', 102, [1, null, true, [], ['a'], {}, { $regex: 'a' }].map((odd) => ({ text: { $regex: odd } }))],
    ['known $options', 102, [1, null, 'g', 'ii i', 'y', [], {}].map((odd) => ({ text: { $regex: 'a', $options: odd } }))],
    ['a $regex beside $options', 102, [{ text: { $options: 'i' } }]],
    ['an order where $lt and its like need one', 102, ['$lt', '$lte', '$gt', '$gte'].flatMap((operator) => [null, true].map((odd) => ({ number: { [operator]: odd } })))],
    ['one value where $lt and its like need one', 107, ['$lt', '$lte', '$gt', '$gte'].flatMap((operator) => [[], [1], { a: 1 }].map((odd) => ({ number: { [operator]: odd } })))],
    ['a list of objects in $or, $and and $nor', 102, ['$or', '$and', '$nor'].flatMap((group) => [{}, [], 1, 'a', null, [1], [null], [[]], ['{}']].map((odd) => ({ [group]: odd })))],
    ['values instead of objects and lists', 107, [{ text: {} }, { text: [] }, { list: [1] }, { dictionary: { a: 1 } }, { text: { a: 1 } }, { text: { $eq: [1] } }, { text: { toString: 1 } }, { createdAt: [{ toString: 1, valueOf: 1 }] }]],
    ['values of a known type', 107, [{ text: { __type: 'Nothing' } }, { text: { __type: null } }, { text: { __type: { $ne: 1 } } }, { text: { __type: 'Relation', className: 'A' } }, { text: { __op: 'Delete', __type: 'x' } }]],
    ['values that are whole', 102, [{ date: { __type: 'Date' } }, { date: { __type: 'Date', iso: 1 } }, { pointer: { __type: 'Pointer' } }, { pointer: { __type: 'Pointer', className: 1, objectId: 'a' } }, { point: { __type: 'GeoPoint', latitude: 'a', longitude: 1 } }]],
    ['no ACL', 102, [{ ACL: 1 }, { ACL: { '*': { read: true } } }, { 'ACL.*': 1 }].slice(0, 2)],
    ['dates as dates', 102, [{ createdAt: 'yesterday' }, { updatedAt: { $gt: 'x' } }, { createdAt: { $in: ['a'] } }]],
    ['text in Unicode', 107, [{ text: '\ud800' }, { text: { $in: ['a\udfff'] } }, { text: { $ne: { a: '\ud800' } } }].slice(0, 2)],
  ])('QRY-50 a where demands %s: %i', async (_, code, wheres) => {
    for (const where of wheres) expect([where, await deployment().findRefusal({ where })]).toEqual([where, [400, code]]);
  }); // prettier-ignore

  it('OBJ-27 numbers beyond doubles are refused', async () => {
    for (const operand of ['1e999', '-1e999', '{"$gt":1e999}', '{"$in":[1e999]}']) {
      const refused = await deployment().findRefusal({ where: `{"number":${operand}}` });
      expect([operand, refused]).toEqual([operand, [400, 102]]);
    }
  });

  it('SEC-21 values that are too deep, too long or too many are refused at once', async () => {
    const begun = Date.now();
    const where = (text: string) => ({ where: text });
    expect(await deployment().findRefusal(where('{"a":'.repeat(3_000) + '1' + '}'.repeat(3_000)))).toEqual([400, 107]);
    expect(await deployment().findRefusal(where(NESTED(11, '{"text":"x"}')))).toEqual([400, 102]);
    expect(await deployment().findRefusal(where(`{"$or":[${Array(600).fill('{"a":1}').join()}]}`))).toEqual([400, 102]);
    expect(await deployment().findRefusal(where(`{"text":{"$in":[${Array(10_001).fill(1).join()}]}}`))).toEqual([400, 102]);
    expect(await deployment().findRefusal(where(`{"text":{"$regex":"${'a'.repeat(257)}"}}`))).toEqual([400, 102]);
    expect(await deployment().refusal({ method: 'GET', path: `/classes/Target?where=${'x'.repeat(66_000)}` })).toEqual([414, 107]);
    const headers = { 'X-Parse-Installation-Id': 'x'.repeat(17_000) };
    expect(await deployment().refusal({ method: 'GET', path: '/classes/Target', headers })).toEqual([431, 107]);
    const body = `{"_method":"GET","where":{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}}`;
    expect(await deployment().refusal({ method: 'POST', path: '/classes/Target', body })).toEqual([400, 107]);
    expect(Date.now() - begun).toBeLessThan(5_000);
  });

  it('QRY-28 SEC-22 a pattern that cannot be read is refused, one that looks behind or never ends is bounded', async () => {
    for (const pattern of [
      '(',
      '[',
      'a**',
      '(?<name',
      '\\',
      '(?P<a>',
      'a{2,1}',
      '(?R)',
      '(*ACCEPT)',
      '[[:nope:]]',
      'a\0b',
      '(?>a)b',
      'a++',
    ])
      // prettier-ignore
      expect([pattern, (await deployment().findRefusal({ where: { text: { $regex: pattern } } }))[1]]).toEqual([pattern, 102]);
    for (const pattern of CATASTROPHIC) {
      const begun = Date.now();
      const query = new URLSearchParams({ where: JSON.stringify({ text: { $regex: pattern } }) });
      const { status, text } = await deployment().send({ method: 'GET', path: `/classes/Target?${query.toString()}` });
      expect([pattern, status === 200 || [102, 124].includes((JSON.parse(text) as { code: number }).code)]).toEqual([pattern, true]);
      expect(Date.now() - begun).toBeLessThan(5_000);
    }
  });

  it('ERR-04 an index that does not exist, named in a hint, is the mistake of the query', async () => {
    expect(await deployment().findRefusal({ hint: 'no_such_index' })).toEqual([400, 102]);
    expect(await deployment().findRefusal({ hint: { text: 1, number: -1 } })).toEqual([400, 102]);
  });

  it('QRY-56 a get by id takes no parameters of a find', async () => {
    for (const name of ['where', 'limit', 'order', 'count', 'nonsense', '$where', 'toString']) {
      const path = `/classes/Target/${deployment().objectId}?${encodeURIComponent(name)}=1`;
      expect([name, await deployment().refusal({ method: 'GET', path })]).toEqual([name, [400, 102]]);
    }
  });
});
