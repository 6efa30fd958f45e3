import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Identity } from '@parlance/acl';
import type { Author, CloudContext } from '@parlance/contracts';
import { decodeCloud, decodeContext, decodeFront, encodeContext, IDENTITY_LENGTH_MAX } from './context.ts';

const context = (identity: Identity) => ({ app: 'test', deadline: 1_732_500_000_000, requestId: 'r1', identity });

/** The context as it arrives at the other side: header values are trimmed, and the front comes as bytes. */
function travel(sent: ReturnType<typeof context> & { author?: Author; cloud?: CloudContext }) {
  const { value, front } = encodeContext(sent);
  const { frontBytes, cloudBytes, ...decoded } = decodeContext(value.trim());
  const body = front ?? Buffer.alloc(0);
  expect(cloudBytes + frontBytes).toBe(body.length);
  const identity = decoded.identity ?? decodeFront(body.subarray(cloudBytes));
  return cloudBytes === 0 ? { ...decoded, identity } : { ...decoded, identity, cloud: decodeCloud(body.subarray(0, cloudBytes)) };
}

describe('the context of a request', () => {
  it('is one readable header value', () => {
    const user: Identity = { kind: 'user', userId: 'u1', roles: ['admins', 'team é'] };
    expect(encodeContext(context(user)).value).toBe('test|1732500000000|r1|u|u1|||admins|team é');
    expect(encodeContext(context({ ...user, sessionId: 's1', restricted: true })).value).toBe(
      'test|1732500000000|r1|u|u1|s1|r|admins|team é',
    );
    expect(encodeContext(context({ kind: 'public' })).value).toBe('test|1732500000000|r1|p');
  });

  it('carries the author of a change, whatever their name and address hold', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.toWellFormed());
    const author = fc.record({ kind: fc.constantFrom('administrator', 'token', 'masterKey'), id: text, name: text, address: text });
    fc.assert(
      fc.property(author, (written) => {
        const sent = { ...context({ kind: 'master' }), author: written as Author };
        expect(encodeContext(sent).value).not.toMatch(/[\r\n\0]/);
        expect(travel(sent)).toEqual(sent);
      }),
    );
    expect(() => decodeContext('test|1|r|A|nobody|a|b|c|m')).toThrow('malformed');
    expect(() => decodeContext('test|1|r|A|token|a')).toThrow('malformed');
    const cloud: CloudContext = { headers: {}, ip: '', context: '{}', depth: 0 };
    const both = { ...context({ kind: 'master' }), author: { kind: 'token', id: 'C', name: '1', address: '' } as const, cloud };
    expect(travel(both)).toEqual(both);
  });

  it('tells no role from one role without a name', () => {
    for (const roles of [[], [''], ['', '']]) {
      expect(travel(context({ kind: 'user', userId: 'u', roles })).identity).toEqual({ kind: 'user', userId: 'u', roles });
    }
  });

  it('comes through whatever texts hold, and never breaks the header', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.toWellFormed());
    const user = fc.record({ userId: text.filter((value) => value !== ''), roles: fc.array(text, { maxLength: 5 }), requestId: text });
    fc.assert(
      fc.property(user, ({ userId, roles, requestId }) => {
        const sent = { ...context({ kind: 'user', userId, roles, sessionId: requestId || 's', restricted: true }), requestId };
        expect(encodeContext(sent).value).not.toMatch(/[\r\n\0]/);
        expect(travel(sent)).toEqual(sent);
      }),
    );
  });

  it('keeps an identity in the header up to its limit, and puts it in front of the body beyond', () => {
    const user = (length: number): Identity => ({ kind: 'user', userId: 'u', roles: ['x'.repeat(length - 'u|||'.length)] });
    expect(encodeContext(context(user(IDENTITY_LENGTH_MAX))).front).toBeUndefined();
    const beyond = encodeContext(context(user(IDENTITY_LENGTH_MAX + 1)));
    expect(beyond.front?.length).toBe(IDENTITY_LENGTH_MAX + 1);
    expect(beyond.value).toBe(`test|1732500000000|r1|U|${IDENTITY_LENGTH_MAX + 1}`);
    expect(travel(context(user(IDENTITY_LENGTH_MAX + 1))).identity).toEqual(user(IDENTITY_LENGTH_MAX + 1));
  });

  it('carries the part for code of the app in front of the body, before a long identity', () => {
    const cloud: CloudContext = { headers: { 'user-agent': 'é|%' }, ip: '::1', context: '{"a":"|"}', depth: 2 };
    for (const roles of [['a'], ['x'.repeat(IDENTITY_LENGTH_MAX)]]) {
      const sent = { ...context({ kind: 'user', userId: 'u', roles }), cloud };
      expect(travel(sent)).toEqual(sent);
    }
    expect(travel({ ...context({ kind: 'public' }), requestId: 'C', cloud })).toEqual({
      ...context({ kind: 'public' }),
      requestId: 'C',
      cloud,
    });
  });

  it.each([
    'test|1|r|C|p',
    'test|1|r|C|-1|p',
    'test|1|r|C|1.5|p',
    'test|1|r|C|5',
    '',
    'test',
    'test|',
    'test||r|p',
    'test|1.5|r|p',
    'te st|1|r|p',
    'test|1|r',
    'test|1|r|q',
    'test|1|r|u',
    'test|1|r|U|0',
    'test|1|r|U|x',
    'test|1|%|p',
  ])('is refused as "%s"', (value) => {
    expect(() => decodeContext(value)).toThrow();
  });
});
