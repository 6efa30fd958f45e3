import { gzipSync } from 'node:zlib';
import type { RouteEntry } from '@parlance/gateway';
import { beforeAll, describe, expect, it } from 'vitest';
import { pathOf, servedRoutes } from '../served-routes.ts';
import type { RawRequest } from './raw-request.ts';
import { untouchedDeployment } from './untouched-deployment.ts';

const FORBIDDEN_KEYS = ['__proto__', 'constructor', 'prototype', '_bsontype', '\\u005f_proto__'];
const LEVELS = 10_000;
const UPLOAD_BYTES = 64 << 10;

/** JSON text of an object that has `inner` at this depth, counted from 1. */
const atDepth = (depth: number, inner: string) => '{"a":'.repeat(depth - 1) + inner + '}'.repeat(depth - 1);

describe('every route, whatever is sent to it', () => {
  const deployment = untouchedDeployment({ maxUploadSize: UPLOAD_BYTES });
  let routes: readonly RouteEntry[];
  beforeAll(async () => {
    // The body of an upload is a file, whatever it looks like: tests/e2e/files/security.spec.ts and tests/contract/transfers are about those.
    routes = (await servedRoutes()).filter(({ method, path }) => method !== 'POST' || !/^\/(?:files|imports)\b/.test(path));
  });

  /** Sends the same to all routes, as the master key, so that no guard stands before the code under test. */
  async function codesOfAll(request: Omit<RawRequest, 'method' | 'path'>): Promise<Record<string, readonly [number, number]>> {
    const codes: Record<string, readonly [number, number]> = {};
    const paths = { className: 'Target', objectId: deployment().objectId };
    for (const route of routes) {
      const refused = deployment().refusal({ key: 'master', ...request, method: route.method, path: pathOf(route, paths) });
      codes[`${route.method} ${route.path}`] = await refused;
    }
    return codes;
  }
  const all = (status: number, code: number) => Object.fromEntries(routes.map(({ method, path }) => [`${method} ${path}`, [status, code]]));

  /** Functions take larger bodies than all other routes, and such in parts; this app has none by any name. */
  const butFunctions = (codes: ReturnType<typeof all>, code: number) => ({ ...codes, 'POST /functions/:functionName': [400, code] });

  it('are at least the routes of the foundation', () => {
    expect(routes.length).toBeGreaterThanOrEqual(11);
  });

  it.each<[string, string | Uint8Array, Record<string, string>]>([
    ['OBJ-27 broken JSON', '{"a":', {}],
    ['OBJ-27 text behind the JSON', '{"a":1} {"b":2}', {}],
    ['OBJ-27 a list', '[]', {}],
    ['OBJ-27 a text', '"a"', {}],
    ['OBJ-27 a number', '1', {}],
    ['OBJ-27 null', 'null', {}],
    ['OBJ-27 NaN', '{"a":NaN}', {}],
    ['OBJ-27 an operator of JavaScript', '{"a":1+1}', {}],
    ['OBJ-27 single quotes', "{'a':1}", {}],
    ['OBJ-27 a raw NUL', '{"a":"\0"}', {}],
    ['OBJ-27 invalid UTF-8', Uint8Array.of(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d), {}],
    ['OBJ-27 an encoded surrogate', Uint8Array.of(0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d), {}],
    ['OBJ-27 UTF-16', Buffer.from('{"a":1}', 'utf16le'), {}],
    ['SEC-21 10,000 levels of lists', `{"a":${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}}`, {}],
    ['SEC-21 10,000 levels of objects', atDepth(LEVELS, '{"a":1}'), {}],
    ['SEC-21 10,000 levels that never end', '{"a":'.repeat(LEVELS), {}],
    ['ERR-14 two values of one name', 'a=1&a=2', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['ERR-14 an escape that is not UTF-8', 'a=%ff', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['OBJ-27 an unknown encoding', '{}', { 'Content-Encoding': 'br' }],
    ['OBJ-27 two encodings', '{}', { 'Content-Encoding': 'gzip, gzip' }],
    ['OBJ-27 damaged gzip', gzipSync('{"a":1}').subarray(0, 12), { 'Content-Encoding': 'gzip' }],
  ])('%s answers 107', async (_, body, headers) => {
    expect(await codesOfAll({ body, headers })).toEqual(all(400, 107));
  });

  it('ERR-14 a multipart body answers 107, but for functions', async () => {
    const multipart = { body: '--x\r\n', headers: { 'Content-Type': 'multipart/form-data; boundary=x' } };
    expect(await codesOfAll(multipart)).toEqual(butFunctions(all(400, 107), 141));
  });

  it.each(FORBIDDEN_KEYS)('SEC-01 the key %s at depth 1, 5 and 30 answers 105, in lists and values of any kind too', async (key) => {
    for (const depth of [1, 5, 30]) {
      for (const value of ['1', '{"polluted":true}', 'null'])
        expect(await codesOfAll({ body: atDepth(depth, `{"${key}":${value}}`) })).toEqual(all(400, 105));
      expect(await codesOfAll({ body: atDepth(depth, `{"a":[[{"${key}":1}]]}`) })).toEqual(all(400, 105));
    }
  });

  it.each(FORBIDDEN_KEYS)('SEC-01 the key %s in the cloud context answers 105', async (key) => {
    for (const depth of [1, 5, 30]) {
      const headers = { 'X-Parse-Cloud-Context': atDepth(depth, `{"${key}":1}`) };
      expect(await codesOfAll({ headers })).toEqual(all(400, 105));
    }
  });

  it.each(['{', '[]', '1', '"a"', 'null', 'text', '{"a":NaN}'])('SEC-03 a cloud context of %s answers 107', async (context) => {
    expect(await codesOfAll({ headers: { 'X-Parse-Cloud-Context': context } })).toEqual(all(400, 107));
  });

  it('SEC-21 a body above the limit of the app answers 413, declared, sent or inflated; at the limit it is read', async () => {
    const ofBytes = (bytes: number) => `{"${'a'.repeat(bytes - 5)}":}`; // broken, so that nothing is done with it
    expect(await codesOfAll({ body: ofBytes(UPLOAD_BYTES) })).toEqual(all(400, 107));
    expect(await codesOfAll({ body: ofBytes(UPLOAD_BYTES + 1) })).toEqual(butFunctions(all(413, 116), 107));
    const bomb = gzipSync(Buffer.alloc(16 << 20, 0x20));
    expect(await codesOfAll({ body: bomb, headers: { 'Content-Encoding': 'gzip' } })).toEqual(butFunctions(all(413, 116), 141));
  });

  it.each(['{"$ne":null}', '[object Object]', '$where', "' || '1'=='1", '../test', 'test.keys', '__proto__', 'constructor'])(
    'SEC-03 the app id or key %s answers 403',
    async (value) => {
      for (const name of ['X-Parse-Application-Id', 'X-Parse-Master-Key'])
        expect(await codesOfAll({ headers: { [name]: value } })).toEqual(all(403, 903));
    },
  );

  it('ERR-03 a verb or word that no route has answers 404 with a code', async () => {
    for (const [method, path] of [
      ['GET', '/nowhere'],
      ['PATCH', '/classes/Target'],
      ['POST', '/classes/Target/a/b'],
      ['GET', '/'],
      ['TRACE', '/batch'],
      ['GET', '/constructor'],
      ['GET', '/__proto__/x'],
      ['GET', '/hasOwnProperty'],
    ] as const) {
      // prettier-ignore
      expect([method, path, await deployment().refusal({ method, path })]).toEqual([method, path, [404, 108]]);
    }
  });
});
