import { describe, expect, it } from 'vitest';
import { decided, firstGuesses, narrowed, type ColumnType } from './column-types.ts';
import { csvRecords, headerOf, rowOf, type CsvRecord } from './csv-rows.ts';
import { ROW_BYTES_MAX, type RowPlace } from './row.ts';

async function* inParts(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function recordsOf(text: string | Buffer, size = 3, from?: RowPlace): Promise<readonly CsvRecord[]> {
  const records: CsvRecord[] = [];
  const bytes = Buffer.from(text).subarray(from?.offset ?? 0);
  for await (const record of csvRecords(inParts(bytes, size), from)) records.push(record);
  return records;
}
/** The objects of a file, and the types of its columns. */
async function objectsOf(
  text: string,
  known: Record<string, string> = {},
  chosen: Record<string, ColumnType> = {},
): Promise<{ types: readonly ColumnType[]; objects: unknown[] }> {
  const [first, ...records] = await recordsOf(text);
  const header = headerOf(first);
  const types = decided(records.reduce((guesses, { cells }) => narrowed(guesses, cells ?? []), firstGuesses(header, chosen, known)));
  const objects = records.map((record) => {
    const { json, fault } = rowOf(record, header, types);
    return json === undefined ? fault : (JSON.parse(String(json)) as unknown);
  });
  return { types, objects };
}

describe('IMP-08 rows of CSV', () => {
  it('have String, Boolean and Number columns, and empty cells are unset', async () => {
    const text = 'name,won,score,mixed\r\n"Ann, B.",true,1.5,1\r\n"say ""hi""",FALSE,-2e3,x\r\n,,,\r\n';
    expect(await objectsOf(text)).toEqual({
      types: ['String', 'Boolean', 'Number', 'String'],
      objects: [{ name: 'Ann, B.', won: true, score: 1.5, mixed: '1' }, { name: 'say "hi"', won: false, score: -2000, mixed: 'x' }, {}],
    });
  });

  it('IMP-09 keep dates as strings, and leading zeros', async () => {
    const { types, objects } = await objectsOf('day,zip\n2015-06-30T12:00:00.000Z,00123\n');
    expect(types).toEqual(['String', 'String']);
    expect(objects).toEqual([{ day: '2015-06-30T12:00:00.000Z', zip: '00123' }]);
  });

  it('have the types of the class, and those that were chosen', async () => {
    const text = 'a,b,objectId,d\n1,2,1234567890,3\n';
    const { objects } = await objectsOf(text, { a: 'string', d: 'date' }, { b: 'String' });
    expect(objects).toEqual([{ a: '1', b: '2', objectId: '1234567890', d: '3' }]);
  });

  it('tell their lines and where reading goes on', async () => {
    const text = '\ufeffa,b\n1,"two\nlines"\n\n3,4\n5,6';
    const records = await recordsOf(text);
    expect(records.map(({ index, line, cells }) => [index, line, cells?.[0]])).toEqual([
      [-1, 1, 'a'],
      [0, 2, '1'],
      [1, 5, '3'],
      [2, 6, '5'],
    ]);
    const [, first] = records;
    const rest = await recordsOf(text, 2, { offset: first?.end ?? 0, index: 1, line: 4 });
    expect(rest).toEqual(records.slice(2));
  });

  it('that do not fit the header, or are no UTF-8, fail alone', async () => {
    const [first, ...records] = await recordsOf(
      Buffer.concat([Buffer.from('a,b\n1\n1,2,3\n'), Buffer.from([0xff, 0x2c, 0x31]), Buffer.from('\n1,2\n')]),
    );
    const rows = records.map((record) => rowOf(record, headerOf(first), ['String', 'String']));
    expect(rows.map(({ fault }) => fault?.error)).toEqual([
      'The row has 1 cells, and the header has 2.',
      'The row has 3 cells, and the header has 2.',
      'The row is not UTF-8.',
      undefined,
    ]);
  });
});

describe('IMP-11 a malformed file of CSV', () => {
  it.each([
    ['a,b\n1,"open\n2,3\n', 'never closed (line 3'],
    ['a,b\n1,"x"y\n', 'before the end of its cell (line 2'],
    ['a,b\n1,x"y"\n', 'does not begin with one (line 2'],
  ])('%j is refused with its place', async (text, message) => {
    await expect(recordsOf(text)).rejects.toThrow(message);
  });

  it.each([
    ['', 'no header'],
    ['a,,b\n', 'no name'],
    ['a,b,a\n', 'the same name'],
  ])('with the header %j is refused', async (text, message) => {
    const [first] = await recordsOf(text);
    expect(() => headerOf(first)).toThrow(message);
  });

  it('SEC with an endless row is refused before it is held', async () => {
    async function* endless(): AsyncGenerator<Buffer> {
      yield Buffer.from('a\n');
      for (let at = 0; at < 2 * ROW_BYTES_MAX; at += 1 << 20) yield Buffer.alloc(1 << 20, 'x');
    }
    const read = async () => {
      for await (const record of csvRecords(endless())) expect(record.index).toBe(-1);
    };
    await expect(read()).rejects.toThrow('more than');
  });

  it('SEC with thousands of columns is refused', async () => {
    const [first] = await recordsOf(Array.from({ length: 10_001 }, (_, at) => `c${at}`).join(), 1 << 16);
    expect(() => headerOf(first)).toThrow('columns');
  });
});
