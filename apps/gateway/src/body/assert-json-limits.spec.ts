import { expect, it } from 'vitest';
import { assertJsonLimits } from './assert-json-limits.ts';

const check = (json: string) => () => assertJsonLimits(Buffer.from(json));
const refusal = expect.objectContaining({ code: 107 });

it.each([
  ['arrays', (levels: number) => '['.repeat(levels) + ']'.repeat(levels)],
  ['objects', (levels: number) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)],
  [
    'both, after wide ones',
    (levels: number) => `[${'[],{},'.repeat(500)}${'{"a":['.repeat((levels - 1) / 2)}1${']}'.repeat((levels - 1) / 2)}]`,
  ],
])('SEC-21 accepts 127 and refuses 129 levels of %s', (_, nested) => {
  expect(check(nested(127))).not.toThrow();
  expect(check(nested(129))).toThrow(refusal);
});

it('SEC-21 accepts 110,000 keys and refuses one more', () => {
  const keys = (count: number) => `{${Array.from({ length: count }, (_, index) => `"${index}":0`).join()}}`;
  expect(check(keys(110_000))).not.toThrow();
  expect(check(keys(110_001))).toThrow(refusal);
});

it('takes no notice of signs inside of strings', () => {
  for (const text of ['[{:'.repeat(50_000), '\\', '"', '\\"', 'ä"[', '\\\\'])
    expect(check(JSON.stringify({ [text]: [text, text] }))).not.toThrow();
  expect(check(`["\\\\",${'['.repeat(200)}`)).toThrow(refusal);
  expect(check('"\\')).not.toThrow();
});
