import { describe, expect, it } from 'vitest';
import { untouchedDeployment } from './untouched-deployment.ts';

const pointer = (className: unknown, objectId: unknown) => ({ __type: 'Pointer', className, objectId });
const NOT_TEXT = [1, true, null, [], ['a'], {}, { a: 1 }];
const NOT_NUMBERS = ['1', true, null, [], [1], {}];
const OBJECT_BYTES = 256 << 10;

describe('values of a write', () => {
  const deployment = untouchedDeployment({ maxObjectSize: OBJECT_BYTES, allowCustomObjectId: true });

  /** Sends the JSON text as a create, an update, and the only part of a batch; all are refused alike. */
  async function refusedWith(body: string): Promise<number> {
    const { refusal, objectId } = deployment();
    const [, created] = await refusal({ method: 'POST', path: '/classes/Target', body });
    const [, updated] = await refusal({ method: 'PUT', path: `/classes/Target/${objectId}`, body });
    const path = '/parse/classes/Target';
    const batch = `{"requests":[{"method":"POST","path":"${path}","body":${body}},{"method":"PUT","path":"${path}/${objectId}","body":${body}}]}`;
    const { text } = await deployment().send({ method: 'POST', path: '/batch', body: batch });
    const parts = (JSON.parse(text) as { error?: { code: number } }[]).map(({ error }) => error?.code);
    expect([body.slice(0, 200), updated, ...parts]).toEqual([body.slice(0, 200), created, created, created]);
    return created;
  }

  it.each<[string, number, readonly object[]]>([
    ['OBJ-22 values of another type than the field', 111, [{ text: 1 }, { text: ['x'] }, { text: { a: 1 } }, { number: 'x' }, { number: true }, { list: 1 }, { list: {} }, { dictionary: [] }, { dictionary: 'x' }, { flag: 1 }, { flag: 'true' }, { date: '2026-01-01' }, { date: 1 }, { pointer: 'abcdefghij' }, { pointer: {} }, { point: [1, 2] }, { relation: [] }, { relation: 'x' }]],
    ['OBJ-20 types that do not exist', 111, [{ a: { __type: 'Nothing' } }, { a: { __type: null } }, { a: { __type: 1 } }, { a: { __type: ['Date'] } }, { a: { __type: {} } }, { a: [{ __type: 'x' }] }, { a: { b: { c: { __type: 'toString' } } } }, { a: { __type: 'Object', className: 'A' } }]],
    ['dates that are none', 111, [...NOT_TEXT, 'x', '2026-13-01T00:00:00.000Z', ''].map((iso) => ({ date: { __type: 'Date', iso } }))],
    ['OBJ-60 SEC-03 pointers without class or id', 106, [...NOT_TEXT.map((odd) => ({ pointer: pointer('Target', odd) })), { pointer: pointer('Target', '') }]],
    ['OBJ-60 SEC-03 pointers to a class that cannot be', 111, [...NOT_TEXT, '9x', '_SCHEMA'].map((odd) => ({ pointer: pointer(odd, 'a') }))],
    ['OBJ-24 pointers to another class', 111, [{ pointer: pointer('Other', 'a') }]],
    ['OBJ-40 points that are on no map', 111, [...NOT_NUMBERS.flatMap((odd) => [{ point: { __type: 'GeoPoint', latitude: odd, longitude: 1 } }, { point: { __type: 'GeoPoint', latitude: 1, longitude: odd } }]), { point: { __type: 'GeoPoint', latitude: 90.1, longitude: 0 } }, { point: { __type: 'GeoPoint', latitude: 0, longitude: -180.5 } }]],
    ['OBJ-41 a second point', 111, [{ other: { __type: 'GeoPoint', latitude: 0, longitude: 0 } }]],
    ['bytes that are none', 111, [...NOT_TEXT, '*', 'a=b', 'abcde'].map((base64) => ({ a: { __type: 'Bytes', base64 } }))],
    ['polygons that are none', 111, [...NOT_TEXT, [[0, 0]], [[0, 0], [1, 'a'], [2, 2]], [[0, 0], [91, 0], [0, 1]]].map((coordinates) => ({ a: { __type: 'Polygon', coordinates } }))],
    ['OBJ-17 operations that do not exist', 108, ['Nothing', 'increment', 'toString', 'constructor', ...NOT_TEXT].filter((op) => op !== null).map((__op) => ({ number: { __op } }))],
    ['OBJ-17 an operation without a name', 111, [{ number: { __op: '' } }]],
    ['OBJ-17 operations inside of values', 108, [{ list: [{ __op: 'Delete' }] }, { dictionary: { a: { __op: 'Increment', amount: 1 } } }]],
    ['OBJ-10 increments by what is no number', 107, NOT_NUMBERS.map((amount) => ({ number: { __op: 'Increment', amount } }))],
    ['operations on lists without a list', 107, ['Add', 'AddUnique', 'Remove'].flatMap((__op) => [1, 'a', null, {}, { length: 1 }].map((objects) => ({ list: { __op, objects } })))],
    ['relation operations without a list', 107, ['AddRelation', 'RemoveRelation'].flatMap((__op) => [1, 'a', null, {}].map((objects) => ({ relation: { __op, objects } })))],
    ['OBJ-10 operations on fields of another type', 111, [{ text: { __op: 'Increment', amount: 1 } }, { text: { __op: 'Add', objects: [1] } }, { number: { __op: 'AddRelation', objects: [pointer('Target', 'a')] } }, { relation: { __op: 'Increment', amount: 1 } }]],
    ['OBJ-37 relation members of another class', 111, [{ relation: { __op: 'AddRelation', objects: [pointer('Other', 'a')] } }]],
    ['ACL-10 access lists that are none', 123, [1, 'x', true, [], [1], { '*': 1 }, { '*': null }, { '*': [] }, { '*': { read: 1 } }, { '*': { read: 'true' } }, { '*': { other: true } }, { '**': { read: true } }, { '': { read: true } }, { 'role:': { read: true } }, { a: { b: { read: true } } }].map((ACL) => ({ ACL }))],
    ['OBJ-20 dollars and dots inside of values', 121, [{ dictionary: { 'a.b': 1 } }, { dictionary: { $a: 1 } }, { dictionary: { a$: 1 } }, { list: [{ 'a.': 1 }] }, { a: [[{ b: { $c: 1 } }]] }]],
    ['names with NUL', 105, [{ 'a\0': 1 }, { dictionary: { 'a\0': 1 } }, { list: [{ '\0': 1 }] }]],
    ['SEC-21 keys that are too long', 107, [{ ['a'.repeat(1_025)]: 1 }, { dictionary: { ['a'.repeat(1_025)]: 1 } }]],
    ['OBJ-28 objects above the limit of the app', 116, [{ text: 'x'.repeat(OBJECT_BYTES) }, { list: Array(50_000).fill(1) }, { dictionary: { a: 'ä'.repeat(OBJECT_BYTES / 2) } }]],
  ])('ERR-17 %s answer %i and change nothing', async (_, code, bodies) => {
    for (const body of bodies) {
      const text = JSON.stringify(body);
      expect([text.slice(0, 200), await refusedWith(text)]).toEqual([text.slice(0, 200), code]);
    }
  }); // prettier-ignore

  it.each(['"\\ud800"', '"a\\udc00b"', '["\\udfff"]', '{"\\ud800":1}'])('OBJ-27 ERR-17 %s answers 107', async (json) => {
    expect(await refusedWith(`{"a":${json}}`)).toBe(107);
  });

  it.each(['1e999', '-1e999', '[1e999]', '{"a":1e400}', '{"__op":"Increment","amount":1e999}', '9'.repeat(400)])(
    'OBJ-27 ERR-17 %s answers 107 on the way to a service in another process too',
    async (json) => {
      const { refusal, objectId } = deployment();
      const requests = [
        ['POST', '/classes/Target', `{"a":${json}}`],
        ['PUT', `/classes/Target/${objectId}`, `{"a":${json}}`],
        ['POST', '/batch', `{"requests":[{"method":"POST","path":"/parse/classes/Target","body":{"a":${json}}}]}`],
        ['POST', '/classes/Target', `{"_method":"GET","where":{"number":${json}}}`],
        ['PATCH', '/settings', `{"maxLimit":${json}}`],
      ] as const;
      for (const [method, path, body] of requests)
        expect([body, await refusal({ method, path, body, key: 'master' })]).toEqual([body, [400, 107]]);
    },
  );

  it('OBJ-46 a part of a batch whose body is no object fails alone with 107', async () => {
    const requests = [1, 'a', [], true].map((body) => ({ method: 'POST', path: '/parse/classes/Target', body }));
    const { text } = await deployment().send({ method: 'POST', path: '/batch', body: JSON.stringify({ requests }) });
    expect(JSON.parse(text)).toEqual(requests.map(() => ({ error: { code: 107, error: expect.any(String) } })));
  });

  it('SEC-03 an id that is none answers 104 on create, and none can be changed', async () => {
    const { refusal, objectId } = deployment();
    for (const id of [...NOT_TEXT, '', '*', 'role:Admins', 'a\0b', 'x'.repeat(257)]) {
      const body = JSON.stringify({ objectId: id });
      expect([id, await refusal({ method: 'POST', path: '/classes/Target', body })]).toEqual([id, [400, 104]]);
      const code = typeof id === 'string' || id === null ? 105 : 111;
      expect([id, await refusal({ method: 'PUT', path: `/classes/Target/${objectId}`, body })]).toEqual([id, [400, code]]);
    }
  });

  it.each<[string, unknown]>([
    ['no list', [undefined, null, 1, 'a', {}, { length: 1, 0: {} }]],
    ['parts that are no objects', [null, 1, 'a', [], true].map((part) => [part])],
    ['parts without method or path', [[{}], [{ method: 'GET' }], [{ path: '/parse/classes/Target' }], [{ method: 1, path: 'a' }], [{ method: 'GET', path: { $ne: 1 } }], [{ method: ['GET'], path: '/parse/classes/Target' }]]],
    ['paths beside the mount', ['', '/', '/classes/Target', 'parse/classes/Target', '/../parse/classes/Target', 'http://elsewhere/', '//evil/parse/classes/Target'].map((path) => [{ method: 'GET', path }])],
    ['batches in batches', ['/parse/batch', '/PARSE//Batch/', '/parse/%62atch'].map((path) => [{ method: 'POST', path, body: { requests: [] } }])],
  ])('OBJ-46 a batch of %s is refused with 107 before anything runs', async (_, batches) => {
    const good = { method: 'POST', path: '/parse/classes/Target', body: { text: 'y' } };
    for (const requests of batches as unknown[]) {
      const all: unknown = Array.isArray(requests) ? [good, ...(requests as unknown[])] : requests;
      const refused = await deployment().send({ method: 'POST', path: '/batch', body: JSON.stringify({ requests: all }) });
      const answer: unknown = JSON.parse(refused.text);
      expect([requests, answer]).toEqual([requests, { code: 107, error: expect.any(String) }]);
    }
  }); // prettier-ignore
});
