import { MASTER, PUBLIC, type UserIdentity } from '@parlance/acl';
import type { gateway, HttpReply, RequestContext } from '@parlance/contracts';
import { describe, expect, it } from 'vitest';
import type { CodeRequest } from '../channel/messages.ts';
import { CodeRequests } from './code-requests.ts';
import { Run } from './run.ts';

const NO_BYTES = new Uint8Array(0);
const ANA: UserIdentity = { kind: 'user', userId: 'ana', roles: ['Editors'], sessionId: 's1' };
const CLOUD = { headers: { 'x-mine': 'yes' }, ip: '192.0.2.7', installationId: 'i1', sessionToken: 'r:own', context: '{"a":1}', depth: 4 };
const CONTEXT: RequestContext = { app: 'a', identity: ANA, deadline: 5_000, requestId: 'req', cloud: CLOUD };

function asking(request: Partial<CodeRequest>, context: RequestContext | undefined = CONTEXT) {
  const asked: { request: gateway.PerformRequest; context: RequestContext }[] = [];
  const changed: string[] = [];
  const reply: HttpReply = { status: 200, body: NO_BYTES };
  const call = (_operation: unknown, told: unknown, under: RequestContext) => {
    asked.push({ request: told as gateway.PerformRequest, context: under });
    return Promise.resolve(reply as never);
  };
  const requests = new CodeRequests({ bus: { call }, requestId: () => 'stray', changesUsers: (app) => void changed.push(app) });
  const run = new Run(3, { what: 'function', name: 'f', body: NO_BYTES, context }, 0);
  const complete: CodeRequest = { call: 1, method: 'GET', path: '/classes/A', as: 'public', ...request };
  return {
    asked,
    changed,
    ofRun: () => requests.perform('a', run, complete, NO_BYTES),
    stray: () => requests.perform('a', undefined, complete, NO_BYTES),
    mail: (text: string) => requests.perform('a', run, { call: 1 }, Buffer.from(text)),
  };
}

describe('requests of code', () => {
  it("CLD-07 have everybody's rights, whoever has called the code", async () => {
    for (const identity of [ANA, MASTER, PUBLIC]) {
      const { asked, ofRun } = asking({}, { ...CONTEXT, identity });
      await ofRun();
      expect(asked[0]).toMatchObject({ context: { identity: PUBLIC, cloud: { sessionToken: undefined } } });
    }
  });

  it('CLD-07 have all rights where they ask for them, for that request alone', async () => {
    const { asked, ofRun } = asking({ as: 'master' });
    await ofRun();
    expect(asked[0]?.context.identity).toBe(MASTER);
  });

  it('have the identity of the run for its own token, without a look-up', async () => {
    const { asked, ofRun } = asking({ as: 'session', sessionToken: 'r:own' });
    await ofRun();
    expect(asked[0]).toMatchObject({ context: { identity: ANA, cloud: { sessionToken: 'r:own' } } });
    expect(asked[0]?.request.sessionToken).toBeUndefined();
  });

  it('have the rights of another session only by its token, which the gateway checks', async () => {
    const { asked, ofRun } = asking({ as: 'session', sessionToken: 'r:other' });
    await ofRun();
    expect(asked[0]).toMatchObject({
      request: { sessionToken: 'r:other' },
      context: { identity: PUBLIC, cloud: { sessionToken: 'r:other' } },
    });
  });

  it('carry address, deadline and request id of the run, and are one deeper', async () => {
    const { asked, ofRun } = asking({ context: '{"b":2}' });
    await ofRun();
    expect(asked[0]?.context).toMatchObject({
      app: 'a',
      deadline: 5_000,
      requestId: 'req',
      cloud: { headers: { 'x-mine': 'yes' }, ip: '192.0.2.7', installationId: 'i1', context: '{"b":2}', depth: 5 },
    });
  });

  it('have neither address nor session of anybody outside of a run', async () => {
    const { asked, stray } = asking({});
    await stray();
    expect(asked[0]?.context).toMatchObject({
      identity: PUBLIC,
      requestId: 'stray',
      cloud: { headers: {}, ip: '', context: '{}', depth: 1 },
    });
  });

  it('a mail goes to auth as it was written, with nobody else in its name, and is an object', async () => {
    const { asked, mail } = asking({});
    await mail('{"to":"a@example.com"}');
    expect(asked[0]).toEqual({
      request: { mail: { to: 'a@example.com' } },
      context: { app: 'a', identity: PUBLIC, deadline: 5_000, requestId: 'req' },
    });
    for (const text of ['[]', 'null', '"a"', '{']) await expect(mail(text)).rejects.toMatchObject({ code: 107 });
    expect(asked).toHaveLength(1);
  });

  it('make users be read anew when they may have changed one', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE'] as const) {
      const { changed, ofRun } = asking({ method });
      await ofRun();
      expect([method, changed.length]).toEqual([method, method === 'GET' ? 0 : 1]);
    }
  });
});
