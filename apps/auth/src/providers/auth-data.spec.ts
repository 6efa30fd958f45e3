import { identityProviders } from '@parlance/app-settings';
import { describe, expect, it } from 'vitest';
import { readAuthData } from './auth-data.ts';

const settings = {
  auth: identityProviders.parse({ facebook: { appIds: '42' }, oidc: { acme: { issuer: 'https://a.example', clientIds: 'ours' } } }),
  enableAnonymousUsers: true,
};
const read = (json: unknown, changes: object = {}) => readAuthData(json, { ...settings, ...changes });

describe('the member authData', () => {
  it('is sorted into services to verify, services to unlink and the second factor', () => {
    const request = read({ google: null, facebook: { id: '1' }, acme: { id: '2' }, mfa: { token: '123456' } });
    expect(request.offered.map(({ provider }) => provider)).toEqual(['acme', 'facebook']);
    expect(request.unlinked).toEqual(['google']);
    expect(request.secondFactor).toEqual({ token: '123456' });
  });

  it.each([undefined, null, {}])('SEC-16 asks for nothing when it is %j', (json) => {
    expect(read(json)).toEqual({ offered: [], unlinked: [], secondFactor: undefined });
  });

  it('switches the second factor off by null', () => {
    expect(read({ mfa: null }).secondFactor).toBeNull();
  });

  it.each([['text'], [5], [true], [[]], [{ facebook: 'text' }], [{ facebook: 5 }], [{ facebook: [] }], [{ mfa: 'text' }]])(
    'is malformed as %j',
    (json) => {
      expect(() => read(json)).toThrow(expect.objectContaining({ code: 253 }));
    },
  );

  it('SEC-02 names services the app uses, and nothing else', () => {
    for (const name of ['github', 'myspace', 'constructor', 'toString', 'a.b', '$where', '', 'x'.repeat(65), 'null\0']) {
      expect(() => read({ [name]: { id: '1' } }), name).toThrow(expect.objectContaining({ code: 252 }));
    }
    expect(() => read({ google: { id: '1' } })).toThrow(expect.objectContaining({ code: 101, message: 'Google auth is not configured.' }));
    const off = { auth: identityProviders.parse({ google: { enabled: false, clientId: 'ours' } }) };
    expect(() => read({ google: { id: '1' } }, off)).toThrow(expect.objectContaining({ code: 252 }));
    expect(() => read(JSON.parse('{"__proto__":{"id":"1"}}'))).toThrow(expect.objectContaining({ code: 252 }));
    expect(() => read({ 'a.b': null })).toThrow(expect.objectContaining({ code: 252 }));
    expect(() => read({ anonymous: { id: '1' } }, { enableAnonymousUsers: false })).toThrow(expect.objectContaining({ code: 252 }));
  });

  it('holds a bounded number of services and members', () => {
    const many = (count: number, value: unknown) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, value]));
    expect(read(many(20, null)).unlinked.length).toBe(20);
    expect(() => read(many(21, null))).toThrow(expect.objectContaining({ code: 253 }));
    expect(read({ facebook: many(50, 'x') }).offered.length).toBe(1);
    expect(() => read({ facebook: many(51, 'x') })).toThrow(expect.objectContaining({ code: 253 }));
  });

  it('keeps plain values of a service alone', () => {
    const [credentials] = read({
      facebook: { id: '1', list: ['a', 1, true], inner: { a: 1 }, lists: [['a']], $bad: 1, 'a.b': 1, none: null },
    }).offered;
    expect(credentials?.data(['list'], { more: 1 })).toEqual({ id: '1', more: 1 });
    expect(credentials?.data()).toEqual({ id: '1', list: ['a', 1, true] });
  });
});
