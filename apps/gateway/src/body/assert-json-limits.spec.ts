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

it('SEC-21 accepts 250,000 elements of lists and refuses more, in one list and in many', () => {
  const list = (count: number) => `[${Array.from({ length: count }, () => '1').join()}]`;
  expect(check(list(250_001))).not.toThrow();
  expect(check(list(250_002))).toThrow(refusal);
  expect(check(`[${Array.from({ length: 1_000 }, () => list(250)).join()}]`)).not.toThrow();
  expect(check(`[${Array.from({ length: 1_000 }, () => list(253)).join()}]`)).toThrow(refusal);
});

it('SEC-21 counts lists and objects that hold nothing: 110,000 and no more', () => {
  for (const empty of ['{}', '[]']) {
    const json = (count: number) => `[${Array.from({ length: count - 1 }, () => empty).join()}]`;
    expect(check(json(110_000))).not.toThrow();
    expect(check(json(110_001))).toThrow(refusal);
  }
});

it('takes no notice of signs inside of strings', () => {
  for (const text of ['[{:'.repeat(50_000), '\\', '"', '\\"', 'ä"[', '\\\\'])
    expect(check(JSON.stringify({ [text]: [text, text] }))).not.toThrow();
  expect(check(`["\\\\",${'['.repeat(200)}`)).toThrow(refusal);
  expect(check('"\\')).not.toThrow();
});
