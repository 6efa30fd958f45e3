import { describe, expect, it } from 'vitest';
import { JsonWriter } from './json-writer.ts';
import { utf8 } from './utf8.ts';

function written(write: (writer: JsonWriter) => void): string {
  const writer = new JsonWriter();
  write(writer);
  return Buffer.from(writer.finish()).toString();
}

describe('JsonWriter', () => {
  it('escapes what JSON wants escaped, and nothing else', () => {
    const text = String.fromCharCode(...Array.from({ length: 0x180 }, (_, code) => code)) + '\u2028€😀';
    const bytes = utf8(text);
    expect(written((writer) => writer.text(bytes, 0, bytes.length))).toBe(JSON.stringify(text));
  });

  it.each([0, -0, 9, 10, -10, 99, 100, 2 ** 31 - 1, -(2 ** 31), 2 ** 31, 1.5, 1e21, 5e-324, Number.NaN, Number.POSITIVE_INFINITY])(
    'prints %d as JSON.stringify does',
    (value) => {
      expect(written((writer) => writer.number(value))).toBe(JSON.stringify(value));
    },
  );

  it('prints dates of any year', () => {
    for (const ms of [
      0,
      -1,
      8.64e15,
      -8.64e15,
      Date.UTC(999, 11, 31),
      Date.UTC(1_000, 0, 1),
      Date.UTC(9_999, 11, 31),
      Date.UTC(10_000, 0, 1),
    ]) {
      expect(written((writer) => writer.isoDate(ms))).toBe(new Date(ms).toISOString());
    }
  });

  it('grows with what it is given, and gives away bytes of its own', () => {
    const long = utf8('"ä'.repeat(400_000));
    const first = new JsonWriter();
    first.text(long, 0, long.length);
    const bytes = first.finish();
    expect(written((writer) => writer.ascii('x'.repeat(100)))).toBe('x'.repeat(100));
    expect(JSON.parse(Buffer.from(bytes).toString())).toBe('"ä'.repeat(400_000));
  });

  it('keeps writers that are filled at the same time apart', () => {
    const [one, other] = [new JsonWriter(), new JsonWriter()];
    one.ascii('one');
    other.ascii('other');
    expect([one, other].map((writer) => Buffer.from(writer.finish()).toString())).toEqual(['one', 'other']);
  });

  it('takes back the comma after the last member', () => {
    expect(written((writer) => (writer.ascii('{"a":1,'), writer.closeObject()))).toBe('{"a":1}');
    expect(written((writer) => (writer.ascii('{'), writer.closeObject()))).toBe('{}');
  });
});
