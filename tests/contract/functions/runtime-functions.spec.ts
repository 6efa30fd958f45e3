import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodeProcess } from './code-process.ts';

const CODE = `
Parse.Cloud.define('hello', ({ params }) => 'Hello ' + params.name + '!');
Parse.Cloud.define('average', async () => 4.5);
Parse.Cloud.define('nothing', () => undefined);
Parse.Cloud.define('echo', ({ params }) => params.value);
Parse.Cloud.define('types', ({ params: { date, pointer, file, list, geo } }) => [
  date instanceof Date, pointer instanceof Parse.Object, file instanceof Parse.File, list[0] instanceof Date, geo.__type,
]);
Parse.Cloud.define('object', () => Parse.Object.fromJSON({ className: 'Note', objectId: 'abc', at: { __type: 'Date', iso: new Date(0).toISOString() } }));
Parse.Cloud.define('text', () => { throw 'x'; });
Parse.Cloud.define('error', () => { throw new Error('broken'); });
Parse.Cloud.define('parseError', () => { throw new Parse.Error(9001, 'y'); });
Parse.Cloud.define('rejected', () => Promise.reject(new Parse.Error(9002, 'z')));
Parse.Cloud.define('missing', () => { throw new Parse.Error(Parse.Error.OBJECT_NOT_FOUND, 'none'); });
Parse.Cloud.define('empty', () => { throw ''; });
Parse.Cloud.define('emptyParse', () => { throw new Parse.Error(9003, ''); });
Parse.Cloud.define('plain', () => { throw { message: 'of an object', code: 7 }; });
Parse.Cloud.define('geo.nearest_2', () => 'dotted');
Parse.Cloud.define("it's", () => 'quoted');
Parse.Cloud.define('twice', () => 1);
Parse.Cloud.define('twice', () => 2);
Parse.Cloud.define('created', (request, response) => { response.status(201).header('X-Kind', 'note').success({ made: true }); });
Parse.Cloud.define('denied', (request, response) => { response.status(401).error('Who are you?'); });
Parse.Cloud.define('returned', async (request, response) => 'returned');
Parse.Cloud.define('twofold', (request, response) => { response.success(1); response.success(2); });
Parse.Cloud.define('form', ({ params: { title, picture } }) => [title, picture.filename, picture.contentType, picture.data.toString()]);
Parse.Cloud.define('request', (request) => ({ ...request, user: request.user?.get('name'), token: request.user?.getSessionToken(), log: undefined }));
Parse.Cloud.define('late', () => { Parse.Cloud.define('laterOn', () => 1); });
`;

describe('functions of an app in their process', () => {
  let code: CodeProcess;
  beforeAll(async () => {
    code = await CodeProcess.start(CODE);
  });
  afterAll(() => code.stop());

  const result = async (name: string, parameters?: unknown) => (await code.function(name, parameters)).body;
  const error = async (name: string) => (await code.function(name)).error;

  it('CLD-01 texts, numbers, objects, lists, dates and pointers arrive as they were returned', async () => {
    expect(await result('hello', { name: 'Ada' })).toEqual({ result: 'Hello Ada!' });
    expect(await result('average')).toEqual({ result: 4.5 });
    expect(await result('nothing')).toEqual({});
    const pointer = { __type: 'Pointer', className: 'Note', objectId: 'abc' };
    const value = { list: [1, null, { deep: true }], at: { __type: 'Date', iso: '2026-01-02T03:04:05.000Z' }, pointer };
    expect(await result('echo', { value })).toEqual({ result: { ...value, pointer: { ...pointer } } });
    expect(await result('object')).toEqual({
      result: { __type: 'Object', className: 'Note', objectId: 'abc', at: { __type: 'Date', iso: '1970-01-01T00:00:00.000Z' } },
    });
  });

  it('decodes dates, pointers and files of parameters, and leaves other typed values', async () => {
    const date = { __type: 'Date', iso: '2026-01-02T03:04:05.000Z' };
    const parameters = {
      date,
      pointer: { __type: 'Pointer', className: 'Note', objectId: 'abc' },
      file: { __type: 'File', name: 'a.txt', url: 'http://localhost/a.txt' },
      list: [date],
      geo: { __type: 'GeoPoint', latitude: 1, longitude: 2 },
    };
    expect(await result('types', parameters)).toEqual({ result: [true, true, true, true, 'GeoPoint'] });
  });

  it('keeps a parameter by the name of __proto__ a parameter', async () => {
    const answer = await code.function('echo', Buffer.from('{"value":1,"__proto__":{"polluted":true}}'));
    expect(answer.body).toEqual({ result: 1 });
    expect(await result('echo', { value: 2 })).toEqual({ result: 2 });
  });

  it('CLD-02 an unknown function is answered with 141', async () => {
    expect(await error('nix')).toMatchObject({ code: 141, message: 'Invalid function: "nix"', status: 400 });
    expect(await error('constructor')).toMatchObject({ code: 141 });
    expect((await code.run({ what: 'job', name: 'nix' }, Buffer.from('{}'))).error).toMatchObject({ code: 141, message: 'Invalid job.' });
  });

  it('CLD-03 thrown texts have 141, errors of Parse their own code, and rejected promises likewise', async () => {
    expect(await error('text')).toEqual({ code: 141, message: 'x', status: 400 });
    expect(await error('error')).toEqual({
      code: 141,
      message: 'broken',
      status: 400,
      at: expect.stringMatching(/^main\.js:\d+:43$/) as string,
    });
    expect(await error('parseError')).toMatchObject({ code: 9001, message: 'y', status: 400 });
    expect(await error('rejected')).toMatchObject({ code: 9002, message: 'z' });
    expect(await error('missing')).toMatchObject({ code: 101, message: 'none', status: 404 });
    expect(await error('empty')).toMatchObject({ code: 141, message: 'Script failed.' });
    expect(await error('emptyParse')).toMatchObject({ code: 9003, message: '' });
    expect(await error('plain')).toMatchObject({ code: 141, message: 'of an object' });
  });

  it('CLD-45 names have letters, digits, _ and dots; names with quotes are never defined', async () => {
    expect(await result('geo.nearest_2')).toEqual({ result: 'dotted' });
    expect(await error("it's")).toMatchObject({ code: 141, message: `Invalid function: "it's"` });
  });

  it('the last definition of a name wins, with a warning', async () => {
    expect(await result('twice')).toEqual({ result: 2 });
    const text = 'Warning: Duplicate cloud functions exist for twice. Only the last one will be used and the others will be ignored.';
    expect(code.logs).toContainEqual({ level: 'warn', text, run: 0 });
  });

  it('a handler with two parameters states status and header fields, or returns its result', async () => {
    expect(await code.function('created')).toMatchObject({ status: 201, headers: { 'X-Kind': 'note' }, body: { result: { made: true } } });
    expect(await error('denied')).toMatchObject({ code: 141, message: 'Who are you?', status: 401 });
    expect(await result('returned')).toEqual({ result: 'returned' });
    expect(await error('twofold')).toMatchObject({ code: 141, message: expect.stringMatching(/^Cannot call success\(\) after/) as string });
  });

  it('reads the fields and files of a form', async () => {
    const form = new FormData();
    form.set('title', 'Holidays');
    form.set('picture', new Blob(['bytes'], { type: 'image/png' }), 'a.png');
    const request = new Response(form);
    const contentType = request.headers.get('content-type') ?? '';
    const body = new Uint8Array(await request.arrayBuffer());
    const answer = await code.function('form', body, { contentType });
    expect(answer.body).toEqual({ result: ['Holidays', 'a.png', 'image/png', 'bytes'] });
  });

  it('CLD-04 request tells the caller: user, master key, installation, header fields, address, context', async () => {
    const user = { className: '_User', objectId: 'u1', name: 'Ada', sessionToken: 'r:token' };
    const caller = { user, hasSession: true, installationId: 'device', headers: { 'x-own': '1' }, context: '{"a":1}', master: true };
    expect((await code.function('request', { n: 1 }, caller)).body).toEqual({
      result: {
        params: { n: 1 },
        master: true,
        isReadOnly: false,
        user: 'Ada',
        token: 'r:token',
        installationId: 'device',
        headers: { 'x-own': '1' },
        ip: '203.0.113.7',
        functionName: 'request',
        context: { a: 1 },
      },
    });
    expect((await code.function('request')).body?.result).not.toHaveProperty('user');
  });

  it('tells the host of a function that is defined while another one runs', async () => {
    expect(code.manifest.functions).not.toContain('laterOn');
    await code.function('late');
    expect(code.manifest.functions).toContain('laterOn');
  });
});
