import { MASTER, PUBLIC, type UserIdentity } from '@parlance/acl';
import type { RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { SessionUsers } from './session-users.ts';

const ANA: UserIdentity = { kind: 'user', userId: 'ana', roles: [], sessionId: 's1' };
const CLOUD = { headers: {}, ip: '', sessionToken: 'r:1', context: '{}', depth: 0 };
const CONTEXT: RequestContext = { app: 'a', identity: ANA, deadline: 5_000, requestId: 'req', cloud: CLOUD };

function users(answer: () => unknown = () => ({ objectId: 'ana', username: 'Ana' })) {
  const asked: RequestContext[] = [];
  const call = async (_operation: unknown, _request: unknown, context: RequestContext) => {
    asked.push(context);
    const json = await answer();
    return { status: 200, body: Buffer.from(JSON.stringify(json)) } as never;
  };
  return { asked, users: new SessionUsers({ call }) };
}

describe('users of sessions', () => {
  it('CLD-04 come with all their fields and the token of their session', async () => {
    const { asked, users: known } = users();
    expect(await known.of(CONTEXT)).toEqual({ objectId: 'ana', username: 'Ana', className: '_User', sessionToken: 'r:1' });
    expect(asked[0]?.identity).toBe(MASTER);
    expect(asked[0]?.cloud).toBeUndefined();
  });

  it.each([PUBLIC, MASTER])('CLD-04 are nobody for a caller without a session', (identity) => {
    const { asked, users: known } = users();
    expect(known.of({ ...CONTEXT, identity })).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('are read once for calls that follow each other, and again when one may have changed', async () => {
    const { asked, users: known } = users();
    await Promise.all([known.of(CONTEXT), known.of(CONTEXT)]);
    await known.of(CONTEXT);
    expect(asked.length).toBe(1);
    known.forget('other');
    await known.of(CONTEXT);
    expect(asked.length).toBe(1);
    known.forget('a');
    await known.of(CONTEXT);
    expect(asked.length).toBe(2);
  });

  it('CLD-04 that are gone have no session any more', async () => {
    const { users: known } = users(() => Promise.reject(new ParseError('ObjectNotFound', 'Object not found.')));
    await expect(known.of(CONTEXT)).rejects.toMatchObject({ code: 209 });
    await expect(known.of(CONTEXT)).rejects.toMatchObject({ code: 209 });
  });

  it('are asked for again after an outage', async () => {
    let isAway = true;
    const { users: known } = users(() => (isAway ? Promise.reject(new ParseError('ServiceUnavailable', 'x')) : { objectId: 'ana' }));
    await expect(known.of(CONTEXT)).rejects.toMatchObject({ code: 2 });
    isAway = false;
    expect(await known.of(CONTEXT)).toMatchObject({ objectId: 'ana' });
  });
});
