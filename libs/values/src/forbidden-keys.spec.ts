import { expect, it } from 'vitest';
import { assertNoForbiddenKeys } from './forbidden-keys.ts';

const check = (text: string) => assertNoForbiddenKeys(JSON.parse(text), text);
const nested = (depth: number, inner: string) => '{"a":'.repeat(depth - 1) + inner + '}'.repeat(depth - 1);

it.each(['__proto__', 'constructor', 'prototype', '_bsontype', '\\u005f_proto__', 'construc\\u0074or', '_bson\\u0074ype'])(
  'SEC-01 refuses the key %s at any depth, in lists too',
  (key) => {
    for (const depth of [1, 5, 30, 199]) expect(() => check(nested(depth, `{"${key}":1}`))).toThrow(expect.objectContaining({ code: 105 }));
    expect(() => check(`[[{"b":[{"${key}":null}]}]]`)).toThrow(
      expect.objectContaining({
        code: 105,
        message: expect.stringContaining(`Prohibited keyword in request data: {"key":"${JSON.parse(`"${key}"`)}"`),
      }),
    );
  },
);

it.each(['"constructor"', '{"a":"__proto__"}', '{"a":["prototype","\\u00e4"]}', '{"constructors":1,"proto":2}', '1', '[]'])(
  'lets %s pass',
  (text) => {
    expect(() => check(text)).not.toThrow();
  },
);

it('SEC-21 does not follow JSON into any depth', () => {
  const deep = nested(10_000, '{"constructor":1}');
  expect(() => check(deep)).toThrow(expect.objectContaining({ code: 107 }));
});

it('names _bsontype as a field at the top, as Parse Server does', () => {
  expect(() => check('{"_bsontype":"Code"}')).toThrow('Invalid field name: _bsontype.');
});
