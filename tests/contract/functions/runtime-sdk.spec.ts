import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CodeProcess, type Asked } from './code-process.ts';

const CODE = `
Parse.initialize('another app', 'key', 'another master key');
Parse.serverURL = 'https://elsewhere.example/other';
Parse.masterKey = 'another master key';
Parse.Cloud.useMasterKey();

const names = (objects) => objects.map((object) => object.get('name'));
Parse.Cloud.define('find', async ({ params: { options } }) => names(await new Parse.Query('Note').equalTo('name', 'a').limit(2).find(options)));
Parse.Cloud.define('long', async () => names(await new Parse.Query('Note').containedIn('name', Array(2000).fill('a long name')).find()));
Parse.Cloud.define('save', async ({ user }) => {
  const note = new Parse.Object('Note');
  await note.save({ name: 'a', at: new Date(0) }, { sessionToken: user.getSessionToken(), context: { from: 'code', at: new Date(0) } });
  return note.id;
});
Parse.Cloud.define('saveAll', async () => {
  const notes = [1, 2].map((n) => new Parse.Object('Note', { n }));
  await Parse.Object.saveAll(notes, { useMasterKey: true });
  return notes.map(({ id }) => id);
});
Parse.Cloud.define('refused', () => new Parse.Query('Secret').find());
Parse.Cloud.define('config', async () => (await Parse.Config.get()).get('limit'));
Parse.Cloud.define('setConfig', () => Parse.Config.save({ limit: 4 }, {}));
Parse.Cloud.define('push', () => Parse.Push.send({ channels: ['a'], data: { alert: 'hi' } }, { useMasterKey: true }));
Parse.Cloud.define('run', () => Parse.Cloud.run('other', { a: 1 }));
Parse.Cloud.define('jobs', async () => [await Parse.Cloud.getJobsData(), await Parse.Cloud.startJob('nightly', { a: 1 })]);
Parse.Cloud.define('fileOfText', async () => (await new Parse.File('a.txt', { base64: 'YQ==' }).save()).url());
Parse.Cloud.define('fileOfBytes', async () => {
  const file = new Parse.File('a.bin', Buffer.from([1, 2, 3]), 'application/x-own');
  file.addTag('kind', 'bytes');
  await file.save({ useMasterKey: true });
  return file.name();
});
Parse.Cloud.define('plainBytes', async () => (await new Parse.File('b.bin', Buffer.from('abc'), 'text/plain').save({ useMasterKey: true })).name());
Parse.Cloud.define('deleteFile', () => Parse.File.fromJSON({ __type: 'File', name: 'a.txt', url: 'https://cdn.example/files/app/a.txt' }).destroy({ useMasterKey: true }));
Parse.Cloud.define('readFile', () => Parse.File.fromJSON({ __type: 'File', name: 'a.txt', url: 'https://cdn.example/parse/files/app/a.txt' }).getData());
Parse.Cloud.define('install', async () => Parse._getInstallationId());
Parse.Cloud.define('later', () => new Promise((resolve, reject) => setTimeout(() => process.nextTick(() => new Parse.Query('Note').count().then(resolve, reject)), 5)));
Parse.Cloud.define('http', async ({ params }) => {
  const { status, text, data, headers, cookies, buffer } = await Parse.Cloud.httpRequest(params);
  return { status, text, data, kind: headers['x-kind'], cookie: cookies.a?.value, bytes: buffer.length };
});
Parse.Cloud.define('httpCaught', async ({ params }) => Parse.Cloud.httpRequest(params).catch(({ status, data }) => ({ status, data })));
Parse.Cloud.define('mail', ({ params }) => Parse.Cloud.sendEmail(params));
Parse.Cloud.define('version', () => [Parse.Server.version, Parse.Server.RateLimitZone.session, Parse.applicationId]);
`;

interface Answering {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

describe('the SDK in a process of code', () => {
  let code: CodeProcess;
  let answering: (asked: Asked) => Answering;
  beforeAll(async () => {
    code = await CodeProcess.start(CODE, { answering: (asked) => answering(asked), settings: { version: '1.2.3' } });
  });
  beforeEach(() => {
    code.asked.length = 0;
    answering = () => ({ body: { results: [{ objectId: '1', name: 'a' }] } });
  });
  afterAll(() => code.stop());

  const result = async (name: string, parameters?: unknown, caller = {}) => {
    const { body, error } = await code.function(name, parameters, caller);
    return error ?? body?.result;
  };
  const single = (): Asked => {
    expect(code.asked).toHaveLength(1);
    return code.asked[0] as Asked;
  };

  it("CLD-07 a query has the rights that it states itself: nobody's, those of a session, or all", async () => {
    expect(await result('find')).toEqual(['a']);
    expect(single()).toMatchObject({ method: 'GET', as: 'public', installationId: 'cloud' });
    expect(decodeURIComponent(single().path)).toBe('/classes/Note?where={"name":"a"}&limit=2');
    await result('find', { options: { useMasterKey: true } });
    await result('find', { options: { sessionToken: 'r:token' } });
    await result('find');
    expect(code.asked.slice(1).map(({ as, sessionToken }) => [as, sessionToken])).toEqual([
      ['master', undefined],
      ['session', 'r:token'],
      ['public', undefined],
    ]);
  });

  it('a query that is too long for a path goes as a body', async () => {
    expect(await result('long')).toEqual(['a']);
    expect(single()).toMatchObject({ method: 'POST', path: '/classes/Note' });
    expect(JSON.parse(single().body)).toMatchObject({ _method: 'GET', where: { name: { $in: expect.any(Array) as unknown } } });
  });

  it('CLD-35 saves bear the context of their call', async () => {
    answering = () => ({ status: 201, body: { objectId: 'n1', createdAt: '2026-01-01T00:00:00.000Z' } });
    const user = { className: '_User', objectId: 'u1', sessionToken: 'r:token' };
    expect(await result('save', {}, { user, hasSession: true })).toBe('n1');
    expect(single()).toMatchObject({ method: 'POST', path: '/classes/Note', as: 'session', sessionToken: 'r:token' });
    expect(JSON.parse(single().context ?? '')).toEqual({ from: 'code', at: { __type: 'Date', iso: '1970-01-01T00:00:00.000Z' } });
    expect(JSON.parse(single().body)).toEqual({ name: 'a', at: { __type: 'Date', iso: '1970-01-01T00:00:00.000Z' } });
  });

  it('a batch names its paths without the mount, whatever serverURL says', async () => {
    answering = () => ({ body: ['n1', 'n2'].map((objectId) => ({ success: { objectId, createdAt: '2026-01-01T00:00:00.000Z' } })) });
    expect(await result('saveAll')).toEqual(['n1', 'n2']);
    expect(single()).toMatchObject({ method: 'POST', path: '/batch', as: 'master' });
    const { requests } = JSON.parse(single().body) as { requests: { path: string }[] };
    expect(requests.map(({ path }) => path)).toEqual(['/classes/Note', '/classes/Note']);
  });

  it('errors of the deployment are errors of the SDK, with their codes', async () => {
    answering = () => ({ status: 400, body: { code: 119, error: 'Permission denied' } });
    expect(await result('refused')).toMatchObject({ code: 119, message: 'Permission denied' });
  });

  it('config, pushes, functions, jobs and files go the ordinary ways of the SDK', async () => {
    answering = ({ path, method }): Answering => {
      if (path.startsWith('/config')) return { body: method === 'GET' ? { params: { limit: 3 } } : { result: true } };
      if (path === '/push') return { body: {}, headers: { 'X-Parse-Push-Status-Id': 'p1' } };
      if (path === '/functions/other') return { body: { result: 'from another' } };
      if (path === '/cloud_code/jobs/data') return { body: { jobs: ['nightly'], in_use: [] } };
      if (path === '/jobs/nightly') return { body: {}, headers: { 'X-Parse-Job-Status-Id': 'j1' } };
      return { status: 201, body: { url: 'https://cdn.example/files/app/a.txt', name: 'stored-name' } };
    };
    expect(await result('config')).toBe(3);
    expect(await result('push')).toBe('p1');
    expect(await result('run')).toBe('from another');
    expect(await result('jobs')).toEqual([{ jobs: ['nightly'], in_use: [] }, 'j1']);
    expect(await result('fileOfText')).toBe('https://cdn.example/files/app/a.txt');
    expect(await result('fileOfBytes')).toBe('stored-name');
    expect(await result('plainBytes')).toBe('stored-name');
    const [tagged, plain] = code.asked.slice(-2) as [Asked, Asked];
    expect(tagged).toMatchObject({ path: '/files/a.bin', as: 'master', contentType: 'application/json' });
    const { base64, fileData } = JSON.parse(tagged.body) as { base64: string; fileData: unknown };
    expect([Buffer.from(base64, 'base64'), fileData]).toEqual([Buffer.from([1, 2, 3]), { metadata: {}, tags: { kind: 'bytes' } }]);
    expect(plain).toMatchObject({ path: '/files/b.bin', contentType: 'text/plain', body: 'abc' });
    await result('setConfig');
    expect(code.asked).toContainEqual(expect.objectContaining({ method: 'PUT', path: '/config', as: 'master' }));
  });

  it('mails leave by their own way out, as they were written, and a refusal is an error of the SDK', async () => {
    const mail = { to: 'ada@example.com', subject: 'Hello', text: 'Well?' };
    expect(await result('mail', mail)).toBeUndefined();
    expect(code.mails).toEqual([mail]);
    expect(await result('mail', { to: 'ada@example.com' })).toMatchObject({ code: 111, message: 'a mail needs a subject' });
    expect(code.asked).toEqual([]);
  });

  it('files are read and deleted by the deployment that stores them', async () => {
    answering = () => ({ body: 'text' });
    expect(await result('readFile')).toBe(Buffer.from('"text"').toString('base64'));
    expect(single()).toMatchObject({ method: 'GET', path: '/files/app/a.txt' });
    await result('deleteFile');
    expect(code.asked.at(-1)).toMatchObject({ method: 'DELETE', path: '/files/a.txt', as: 'master' });
  });

  it('requests belong to their run, also from timers and ticks', async () => {
    answering = () => ({ body: { results: [], count: 2 } });
    expect(await result('later')).toBe(2);
    const before = single().run;
    expect(before).toBeGreaterThan(0);
    await result('later');
    expect(code.asked[1]?.run).toBe(before + 1);
  });

  it('code sees the words of a server: its version, zones of rate limits, its installation', async () => {
    expect(await result('version')).toEqual(['1.2.3', 'session', 'app']);
    expect(await result('install')).toBe('cloud');
  });

  describe('httpRequest', () => {
    let server: Server;
    let url: string;
    beforeAll(async () => {
      server = createServer((request, response) => {
        if (request.url === '/never') return;
        if (request.url === '/moved') return response.writeHead(302, { location: '/json' }).end();
        if (request.url === '/missing') return response.writeHead(404, { 'content-type': 'application/json' }).end('{"no":true}');
        const parts: Buffer[] = [];
        request
          .on('data', (part: Buffer) => parts.push(part))
          .on('end', () => {
            const told = {
              url: request.url,
              method: request.method,
              type: request.headers['content-type'],
              body: Buffer.concat(parts).toString(),
            };
            response
              .writeHead(200, { 'content-type': 'application/json', 'x-kind': 'own', 'set-cookie': 'a=1; Path=/' })
              .end(JSON.stringify(told));
          });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterAll(async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    });

    it('sends parameters and bodies, and reads the answer in all of its forms', async () => {
      expect(await result('http', { url: `${url}/json`, params: { a: 'x y' } })).toMatchObject({
        status: 200,
        data: { url: '/json?a=x+y', method: 'GET', body: '' },
        kind: 'own',
        cookie: '1',
      });
      const form = { url, method: 'POST', body: { a: 1, b: 'c' } };
      expect(await result('http', form)).toMatchObject({ data: { type: 'application/x-www-form-urlencoded', body: 'a=1&b=c' } });
      const json = { ...form, headers: { 'Content-Type': 'application/json' } };
      expect(await result('http', json)).toMatchObject({ data: { body: '{"a":1,"b":"c"}' } });
    });

    it('rejects with the answer of an error, and follows redirects when it is asked to', async () => {
      expect(await result('httpCaught', { url: `${url}/missing` })).toEqual({ status: 404, data: { no: true } });
      expect(await result('http', { url: `${url}/moved` })).toMatchObject({ status: 302 });
      expect(await result('http', { url: `${url}/moved`, followRedirects: true })).toMatchObject({ status: 200, data: { url: '/json' } });
    });

    it('CLD-36 a request without an answer in time fails with 124', async () => {
      expect(await result('http', { url: `${url}/never`, timeout: 50 })).toMatchObject({ code: 124 });
    });
  });
});
