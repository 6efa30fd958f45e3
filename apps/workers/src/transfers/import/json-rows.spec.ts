import { describe, expect, it } from 'vitest';
import { assertJson, JsonRows } from './json-rows.ts';
import { ROW_BYTES_MAX, type Row } from './row.ts';

/** All rows of a text that comes in parts of so many bytes. */
function rowsOf(text: string | Buffer, size = Infinity): readonly Row[] {
  const bytes = Buffer.from(text);
  const reader = new JsonRows();
  const rows: Row[] = [];
  for (let at = 0; at < bytes.length; at += size) rows.push(...reader.push(bytes.subarray(at, Math.min(at + size, bytes.length))));
  reader.finish();
  rows.forEach(assertJson);
  return rows;
}
const values = (rows: readonly Row[]): unknown[] => rows.map(({ json }) => JSON.parse(String(json)) as unknown);

const ROWS = [{ a: 1 }, { b: '}],"' }, [], 'te\\"xt', -1.5e3, null, { c: { d: [1, { e: '\\' }] } }, {}];

describe('IMP-01 rows of JSON', () => {
  it.each([
    ['an array', JSON.stringify(ROWS)],
    ['an array over lines', JSON.stringify(ROWS, null, 2)],
    ['results', JSON.stringify({ results: ROWS })],
    ['results over lines', JSON.stringify({ results: ROWS }, null, '\t')],
    ['an array behind a byte order mark', `\ufeff${JSON.stringify(ROWS)}\n`],
  ])('are those of %s, however its bytes come', (_, text) => {
    for (const size of [Infinity, 1, 2, 7]) expect(values(rowsOf(text, size))).toEqual(ROWS);
  });

  it.each(['[]', ' [ ] ', '{"results":[]}', '{ "results" : [ ] }\n'])('are none in %j', (text) => {
    expect(rowsOf(text, 1)).toEqual([]);
  });

  it('tell their line and where reading goes on', () => {
    const text = '[\n{"a":\n1},\n2 ,{"b":2}\n]';
    const rows = rowsOf(text, 3);
    expect(rows.map(({ index, line }) => [index, line])).toEqual([
      [0, 2],
      [1, 4],
      [2, 4],
    ]);
    for (const row of rows) {
      const rest = new JsonRows({ offset: row.end, index: row.index + 1, line: 1 });
      const following = rest.push(Buffer.from(text).subarray(row.end));
      rest.finish();
      expect(following.map(({ index, end }) => [index, end])).toEqual(rows.slice(row.index + 1).map(({ index, end }) => [index, end]));
    }
  });

  it('go on within results', () => {
    const text = Buffer.from('{"results":[1,2]}');
    const [first] = new JsonRows().push(text);
    const rest = new JsonRows({ offset: first?.end ?? 0, index: 1, line: 1 }, true);
    expect(values(rest.push(text.subarray(first?.end)))).toEqual([2]);
    expect(() => rest.finish()).not.toThrow();
  });
});

describe('IMP-11 a malformed file', () => {
  it.each([
    ['', 'ends within', 1, 0],
    ['[{"a":1}', 'ends within', 1, 8],
    ['[1,]', 'Unexpected ]', 1, 3],
    ['[,1]', 'Unexpected ,', 1, 1],
    ['[1 2]', 'Unexpected 2', 1, 3],
    ['[1]]', 'Unexpected ]', 1, 3],
    ['[1]\n\n[2]', 'Unexpected [', 3, 5],
    ['{"rows":[]}', 'one member, results', 1, 3],
    ['{"results":[],"next":1}', 'Unexpected ,', 1, 13],
    ['{"results":{}}', 'Unexpected {', 1, 11],
    ['"text"', 'Unexpected "', 1, 0],
    ['[{"a":1},\n{"a":\n 01}]', 'a row is malformed', 3, 18],
    ["[{'a':1}]", 'a row is malformed', 1, 2],
    ['[{"a":1,}]', 'a row is malformed', 1, 8],
    ['[nul]', 'a row is malformed', 1, 4],
    ['[{"a":"\u0001"}]', 'a row is malformed', 1, 7],
    ['[{"a":[1},{"b":1]}]', 'a row is malformed', 1, 8],
    ['[{"a":[1}]', 'ends within', 1, 10],
  ])('%j is refused with its place', (text, reason, line, byte) => {
    for (const size of [Infinity, 1]) expect(() => rowsOf(text, size)).toThrow(`${reason}`);
    expect(() => rowsOf(text)).toThrow(`(line ${line}, byte ${byte})`);
  });

  it('that is no UTF-8 is refused', () => {
    expect(() => rowsOf(Buffer.concat([Buffer.from('[{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}]')]))).toThrow('not UTF-8');
    expect(() => rowsOf(Buffer.from('["a"]', 'utf16le'))).toThrow('Unexpected');
  });
});

describe('SEC hostile rows', () => {
  it('of endless depth cost no stack', () => {
    const deep = `[${'['.repeat(200_000)}${']'.repeat(200_000)}]`;
    expect(rowsOf(deep, 1 << 16)).toHaveLength(1);
  });

  it('IMP-15 of endless length fail alone, and are not kept', () => {
    const long = `[{"a":"${'x'.repeat(ROW_BYTES_MAX)}"},{"a":1}]`;
    const rows = rowsOf(long, 1 << 20);
    expect(rows.map(({ fault }) => fault?.code)).toEqual([116, undefined]);
    expect(rows[0]?.json).toBeUndefined();
  });
});
