import { MASTER, PUBLIC, type Identity } from '@parlance/acl';
import { gateway as contract, type HttpReply } from '@parlance/contracts';
import { startParlance, type Parlance } from '@parlance/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, PATIENT } from './accounts.ts';

type Asking = Partial<Omit<contract.PerformRequest, 'path' | 'body'>> & { readonly body?: unknown; readonly identity?: Identity };
type Answer = HttpReply & { readonly json: Record<string, string> };

/** The requests that the host of an app's code makes in its name, over the bus, answered by the whole deployment. */
describe('requests of code, split', () => {
  let parlance: Parlance;
  beforeAll(async () => {
    parlance = await startParlance({ mode: 'split', apps: [{ id: 'test', settings: { ...PATIENT, allowClientClassCreation: true } }] });
  });
  afterAll(() => parlance?.close());

  /** Asks from the process that hosts code, the only one that may. */
  async function perform(method: contract.PerformRequest['method'], path: string, asking: Asking = {}): Promise<Answer> {
    const { body, identity = PUBLIC, ...asked } = asking;
    const { bus } = parlance.processes.find(({ services }) => services.includes('functions'))!.running;
    const bytes = body === undefined ? new Uint8Array() : Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    const context = { app: 'test', identity, deadline: Date.now() + 20_000, requestId: 'run' };
    const reply = await bus.call(contract.perform, { method, path, body: bytes, ...asked }, context);
    return {
      ...reply,
      get json() {
        return JSON.parse(Buffer.from(reply.body).toString()) as Record<string, string>;
      },
    };
  }

  it('CLD-07 have the rights of everybody, of a session or of the master key, as each of them says', async () => {
    const signedUp = await perform('POST', '/users', { body: { username: 'ada', password: PASSWORD } });
    expect(signedUp.status).toBe(201);
    const { sessionToken, objectId } = signedUp.json;
    const note = { text: 'mine', ACL: { [objectId!]: { read: true, write: true } } };
    const created = await perform('POST', '/classes/Note', { sessionToken: sessionToken!, body: note });
    const path = created.location!;
    expect((await perform('GET', path)).status).toBe(404);
    expect((await perform('PUT', path, { identity: MASTER, body: { n: 1 } })).status).toBe(200);
    expect((await perform('PUT', path, { body: { n: 2 } })).status).toBe(404);
    expect((await perform('GET', path, { sessionToken: sessionToken! })).json).toMatchObject({ text: 'mine', n: 1 });
    expect((await perform('GET', '/users/me', { sessionToken: sessionToken! })).json).toMatchObject({ username: 'ada', sessionToken });
    const loggedIn = await perform('POST', '/login', { body: { username: 'ada', password: PASSWORD } });
    expect(loggedIn.json['sessionToken']).toMatch(/^r:/);
    expect((await perform('POST', '/logout', { sessionToken: sessionToken! })).status).toBe(200);
    await expect.poll(async () => (await perform('GET', path, { sessionToken: sessionToken! })).status).toBe(400);
  });

  it('save files from base64 and from bytes, read them and delete them', async () => {
    const bytes = Buffer.from([0, 1, 2, 0xff]);
    const enclosed = { base64: bytes.toString('base64'), _ContentType: 'application/octet-stream', fileData: { metadata: {}, tags: {} } };
    const sent: readonly [string, Asking][] = [
      ['a.bin', { contentType: 'text/plain', body: enclosed }],
      ['b.bin', { contentType: 'application/octet-stream', body: bytes }],
      ['c.bin', { contentType: 'image/x-own', body: Buffer.alloc(300_000, 7) }],
    ];
    for (const [name, asking] of sent) {
      const saved = await perform('POST', `/files/${name}`, { ...asking, identity: MASTER });
      expect([saved.status, saved.json['name']], name).toEqual([201, expect.stringMatching(new RegExp(`_${name}$`))]);
      const { pathname } = new URL(saved.json['url']!);
      const read = await perform('GET', pathname.replace('/parse', ''));
      const expected = Buffer.isBuffer(asking.body) ? asking.body : bytes;
      expect([read.status, Buffer.from(read.body).equals(expected)], name).toEqual([200, true]);
      expect((await perform('GET', pathname.replace('/parse/files/test', '/files/other'))).status).toBe(403);
      expect((await perform('DELETE', `/files/${saved.json['name']}`)).status).toBe(403);
      expect((await perform('DELETE', `/files/${saved.json['name']}`, { identity: MASTER })).status).toBe(200);
      expect((await perform('GET', pathname.replace('/parse', ''))).status).toBe(404);
    }
  });

  it('run batches and transactions, change Config, and ask for pushes and schemas', async () => {
    const write = (n: number) => ({ method: 'POST', path: '/classes/Score', body: { n } });
    const written = await perform('POST', '/batch', { body: { requests: [write(1), write(2)], transaction: true } });
    expect([written.status, written.json]).toEqual([200, [{ success: expect.anything() }, { success: expect.anything() }]]);
    expect((await perform('GET', '/classes/Score?count=1&limit=0')).json).toEqual({ results: [], count: 2 });
    expect((await perform('PUT', '/config', { identity: MASTER, body: { params: { a: 1 } } })).status).toBe(200);
    await expect.poll(async () => (await perform('GET', '/config')).json['params']).toEqual({ a: 1 });
    expect((await perform('GET', '/schemas/Score')).status).toBe(403);
    expect((await perform('GET', '/schemas/Score', { identity: MASTER })).json).toMatchObject({ className: 'Score' });
    const pushed = await perform('POST', '/push', { identity: MASTER, body: { where: {}, data: { alert: 'hello' } } });
    // The app has no credentials: the service for pushes says so, to callers who may send.
    expect([pushed.status, pushed.json]).toEqual([400, expect.objectContaining({ code: 115 })]);
  });

  it('SEC are asked by the process that hosts code and by no client', async () => {
    expect((await parlance.masterRest('POST', '/gateway.perform', {})).status).toBe(404);
  });
});
