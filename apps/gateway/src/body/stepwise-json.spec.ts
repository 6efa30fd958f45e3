import { expect, it } from 'vitest';
import { StepwiseJson } from './stepwise-json.ts';

function read(text: string, groupBytes?: number, stepBytes = 64): unknown {
  const json = new StepwiseJson(Buffer.from(text), 0, groupBytes);
  while (json.step(stepBytes)) continue;
  return json.finish();
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const TEXTS = ['', 'a', 'ä€😀', '"', '\\', '\\"', '[', '{"a":', ',', ':', '\n', 'x'.repeat(40)];
/** Without signs that are written as escapes: V8 13.6 takes some of those keys for ones that it has read before. */
const KEYS = ['', 'a', 'b', 'ä€😀', '[', '{', ',', ':', 'x'.repeat(40)];
const SPACES = ['', '', '', ' ', '\n\t', '\r '];

function randomJson(random: () => number, depth = 0): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const space = () => pick(SPACES);
  const many = (item: () => string) => Array.from({ length: Math.floor(random() * 9) }, item).join(`${space()},${space()}`);
  const kind = depth === 0 ? 1 : depth > 5 ? 2 + Math.floor(random() * 2) : Math.floor(random() * 4);
  if (kind === 0) return `[${space()}${many(() => randomJson(random, depth + 1))}${space()}]`;
  if (kind === 1) {
    const member = () => `${JSON.stringify(pick(KEYS) + pick(KEYS))}${space()}:${space()}${randomJson(random, depth + 1)}`;
    return `{${space()}${many(member)}${space()}}`;
  }
  return kind === 2 ? JSON.stringify(pick(TEXTS)) : pick(['0', '-1.5e3', 'true', 'false', 'null', '123456']);
}

it('SEC-21 reads whatever JSON.parse reads, and as the same, however small its parts are', () => {
  for (let seed = 1; seed <= 600; seed++) {
    const random = randomFrom(seed);
    const text = randomJson(random);
    const expected: unknown = JSON.parse(text);
    for (const groupBytes of [1, 7, 40, 1_000]) {
      const value = read(text, groupBytes, 1 + Math.floor(random() * 50));
      expect(JSON.stringify(value), `seed ${seed}, parts of ${groupBytes}`).toBe(JSON.stringify(expected));
    }
  }
});

it('SEC-21 refuses whatever JSON.parse refuses: texts with a byte too many, too few or another', () => {
  const SIGNS = ['{', '}', '[', ']', ',', ':', '"', ' ', '1', 'n', '\0', ''];
  let refused = 0;
  for (let seed = 1; seed <= 3_000; seed++) {
    const random = randomFrom(seed);
    const text = randomJson(random);
    const at = Math.floor(random() * text.length);
    const cut = text.slice(0, at) + SIGNS[Math.floor(random() * SIGNS.length)]! + text.slice(at + Math.floor(random() * 2));
    const spoilt = Buffer.from(cut).toString(); // half a character is none in UTF-8
    const parse = (reader: () => unknown): string => {
      try {
        return JSON.stringify(reader());
      } catch {
        return 'refused';
      }
    };
    const expected = parse(() => {
      const value: unknown = JSON.parse(spoilt);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no object');
      return value;
    });
    if (expected === 'refused') refused++;
    for (const groupBytes of [1, 30])
      expect(
        parse(() => read(spoilt, groupBytes)),
        `seed ${seed}: ${spoilt}`,
      ).toBe(expected);
  }
  expect(refused).toBeGreaterThan(500);
});

it.each<[string, string, number]>([
  ['SEC-01 a prototype in a small member', '{"x":1,"__proto__":{"a":1},"y":2}', 105],
  ['SEC-01 a prototype as the name of a large member', `{"x":1,"__proto__":{"a":"${'x'.repeat(99)}","b":2},"y":2}`, 105],
  ['SEC-01 a written-out one inside of a list', `{"x":[1,{"\\u005f_proto__":{"a":1}},"${'x'.repeat(99)}",2]}`, 105],
  ['OBJ-27 a number beyond doubles', `{"x":[1,1e999,"${'x'.repeat(99)}",2]}`, 107],
  ['a list', '[1,2]', 107],
  ['129 levels', `{"a":${'['.repeat(129)}${']'.repeat(129)}}`, 107],
  ['110,001 objects', `{"a":[${Array.from({ length: 110_000 }, () => '{}').join()}]}`, 107],
  ['250,002 elements', `{"a":[${Array.from({ length: 250_002 }, () => '1').join()}]}`, 107],
])('refuses %s', (_, text, code) => {
  expect(() => read(text, 16)).toThrow(expect.objectContaining({ code }));
  expect(Object.prototype).not.toHaveProperty('a');
});

it('SEC-21 takes a few milliseconds at a time for many megabytes of lists, objects and long texts', () => {
  const row = JSON.stringify({ name: 'x'.repeat(300), list: [1, 2, { a: 'b' }] });
  const text = `{"rows":[${Array.from({ length: 25_000 }, () => row).join()}],"last":1}`; // 9 MB
  const json = new StepwiseJson(Buffer.from(text));
  const times: number[] = [];
  for (let goesOn = true; goesOn;) {
    const startedAt = performance.now();
    goesOn = json.step(256 << 10);
    times.push(performance.now() - startedAt);
  }
  expect((json.finish() as { rows: unknown[] }).rows).toHaveLength(25_000);
  const sorted = times.sort((a, b) => a - b);
  expect(times.length).toBeGreaterThan(30);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(50);
});
