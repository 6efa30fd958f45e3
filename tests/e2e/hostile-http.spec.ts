import { gzipSync } from 'node:zlib';
import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseRaw, raw } from '../contract/gateway/ask.ts';

describe('hostile HTTP', () => {
  let parlance: Parlance;
  let head: string;
  beforeAll(async () => {
    parlance = await startParlance({ mode: 'fused' });
    const { id, keys } = parlance.app();
    head = `POST /parse/classes/Hostile HTTP/1.1\r\nHost: x\r\nX-Parse-Application-Id: ${id}\r\nX-Parse-REST-API-Key: ${keys.rest}\r\n`;
    await parlance.rest('POST', '/classes/Hostile', { n: 0 });
  });
  afterAll(() => parlance.close());

  let before: number;
  const count = async () => (await parlance.database()).collection('Hostile').countDocuments();
  beforeEach(async () => void (before = await count()));
  afterEach(async () => {
    expect(await count()).toBe(before);
    expect((await parlance.rest('GET', '/classes/Hostile?limit=1')).status).toBe(200);
  });

  it.each<[string, string, number, number]>([
    ['no HTTP', 'nonsense\r\n\r\n', 400, 107],
    ['smuggled lengths', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400, 107],
    ['a chunk that is none', 'Transfer-Encoding: chunked\r\n\r\nzz\r\n', 400, 107],
    ['fields without end', `X-A: ${'x'.repeat(300 << 10)}`, 431, 107],
    ['a gigabyte announced', 'Content-Length: 1073741824\r\n\r\n', 413, 116],
  ])('OBJ-46 %s', async (name, bytes, status, code) => {
    const { status: actual, json } = parseRaw(await raw(parlance.url, name === 'no HTTP' ? bytes : head + bytes));
    expect([actual, json.code, typeof json.error]).toEqual([status, code, 'string']);
  });

  it.each<[string, () => string | Uint8Array, Record<string, string>, number]>([
    ['10,000 levels of arrays', () => `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, {}, 107],
    ['10,000 levels of objects', () => `{"a":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`, {}, 107],
    ['invalid UTF-8', () => Uint8Array.of(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d), {}, 107],
    ['twenty megabytes of brackets', () => '['.repeat(20 << 20), {}, 107],
    ['a bomb', () => gzipSync(Buffer.alloc(64 << 20, 0x20)), { 'Content-Encoding': 'gzip' }, 116],
    ['a million keys', () => `{${Array.from({ length: 1_000_000 }, (_, n) => `"k${n}":1`).join()}}`, {}, 107],
    ['lone surrogates', () => '{"a":"\\ud800"}', {}, 107],
    ['a number beyond doubles', () => '{"a":1e999}', {}, 107],
  ])('SEC-21 %s', async (_, body, headers, code) => {
    const answer = await parlance.rest('POST', '/classes/Hostile', body(), { headers });
    expect(answer.body.code).toBe(code);
    expect(answer.status).toBe(code === 116 ? 413 : 400);
  });

  it.each<[string, unknown]>([
    ['an operator', { $ne: null }],
    ['an array', ['a']],
    ['a number', 1],
    ['true', true],
    ['null', null],
    ['a pattern', { $regex: '.*' }],
  ])('SEC-03 %s where the caller is named', async (_, value) => {
    for (const member of ['_ApplicationId', '_JavaScriptKey', '_MasterKey', '_MaintenanceKey', '_SessionToken', '_InstallationId']) {
      const answer = await parlance.rest('POST', '/classes/Hostile', { [member]: value, n: 1 });
      expect([member, answer.status, answer.body.error]).toEqual([member, 403, 'unauthorized']);
    }
  });

  it('nothing of all this is in the log as a fault', () => {
    expect(parlance.logs.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  });
});
