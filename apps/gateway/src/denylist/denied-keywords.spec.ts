import { describe, expect, it } from 'vitest';
import { appSettings } from '@parlance/app-settings';
import { assertNoDeniedKeyword, compileDenylist } from './denied-keywords.ts';

const listOf = (...requestKeywordDenylist: object[]) =>
  compileDenylist(appSettings.parse({ requestKeywordDenylist }).requestKeywordDenylist);
const REFUSED = expect.objectContaining({ code: 105 });

describe('denied keywords', () => {
  it.each<[object, object]>([
    [{ key: 'evil' }, { evil: 1 }],
    [{ key: 'evil' }, { a: { b: [{ c: { evil: null } }] } }],
    [{ key: '^ev' }, { 'ev.il': 1 }],
    [{ value: 'Code' }, { a: ['x', 'aCode'] }],
    [{ value: 7 }, { a: { b: 7 } }],
    [{ value: false }, { a: [false] }],
    [{ key: '_bsontype', value: 'Code' }, { a: { _bsontype: 'Code' } }],
  ])('SEC-01 %j refuses %j, as a body and inside of a query', (entry, body) => {
    expect(() => assertNoDeniedKeyword(body as Record<string, unknown>, listOf(entry), false)).toThrow(REFUSED);
    expect(() => assertNoDeniedKeyword({ where: JSON.stringify(body) }, listOf(entry), true)).toThrow(REFUSED);
    expect(() => assertNoDeniedKeyword({ where: body }, listOf(entry), true)).toThrow(REFUSED);
  });

  it.each<[object, object]>([
    [{ key: '^evil$' }, { evils: 1, a: 'evil', list: ['evil'] }],
    [{ value: '^x$' }, { x: 'y' }],
    [{ value: 7 }, { a: '7', 7: 1 }],
    [
      { key: '^a$', value: '^x$' },
      { a: 'y', b: 'x' },
    ],
    [{ key: '0' }, { list: ['first'] }],
  ])('%j lets %j pass', (entry, body) => {
    expect(() => assertNoDeniedKeyword(body as Record<string, unknown>, listOf(entry), false)).not.toThrow();
  });

  it('takes a text of a body for a text', () => {
    expect(() => assertNoDeniedKeyword({ note: '{"evil":1}' }, listOf({ key: 'evil' }), false)).not.toThrow();
    expect(() => assertNoDeniedKeyword({ where: '{"evil":' }, listOf({ key: '^evil$' }), true)).not.toThrow();
  });

  it('reads no text that is nested beyond all limits', () => {
    const where = '['.repeat(30_000);
    expect(() => assertNoDeniedKeyword({ where }, listOf({ key: 'evil' }), true)).toThrow(expect.objectContaining({ code: 107 }));
  });

  it.each([[{}], [{ key: '(' }], [{ key: 1 }], [{ value: {} }], [{ value: null }], [{ other: 'x' }], [{ key: 'x'.repeat(2_000) }]])(
    'the setting refuses %j',
    (entry) => {
      expect(appSettings.safeParse({ requestKeywordDenylist: [entry] }).success).toBe(false);
    },
  );
});
