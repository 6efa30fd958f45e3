import { expect, it } from 'vitest';
import { assertNumbersInRange } from './assert-numbers.ts';

const check = (text: string) => assertNumbersInRange(JSON.parse(text), text);

it.each(['1e999', '-1E+999', '{"a":[{"b":1e400}]}', `[${'9'.repeat(310)}]`, `{"a":-${'1'.repeat(309)}0.5}`])(
  'OBJ-27 refuses %s',
  (text) => {
    expect(() => check(text)).toThrow(expect.objectContaining({ code: 107 }));
  },
);

it('looks through long texts of digits in one go', () => {
  const text = JSON.stringify(`${'1'.repeat(308)} `.repeat(20_000)); // 6 MB
  const startedAt = performance.now();
  expect(() => check(text)).not.toThrow();
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

it.each(['1e308', '-1.7976931348623157e308', '1e-999', '"1e999"', `"${'9'.repeat(400)}"`, '{"1e999":1}', '0'])('lets %s pass', (text) => {
  expect(() => check(text)).not.toThrow();
});
