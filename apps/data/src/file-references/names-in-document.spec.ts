import { describe, expect, it } from 'vitest';
import { addNamesIn } from './names-in-document.ts';

const namesIn = (document: Record<string, unknown>, fileFields: readonly string[] = []): readonly string[] => {
  const names = new Set<string>();
  addNamesIn(document, new Set(fileFields), names);
  return [...names].sort();
};
const UNIQUE = `${'0a'.repeat(16)}_a.txt`;

describe('FIL-22 names of files in a document', () => {
  it.each<[string, Record<string, unknown>, readonly string[]]>([
    ['a field of a file', { file: 'a.txt' }, ['file']],
    ['a list', { list: [1, null, { __type: 'File', name: 'a.txt' }] }, []],
    ['nested objects', { deep: { a: [{ b: { __type: 'File', name: 'a.txt', url: 'x' } }] } }, []],
  ])('in %s', (_, document, fileFields) => {
    expect(namesIn(document, fileFields)).toEqual(['a.txt']);
  });

  it('that cannot be guessed count in every string', () => {
    expect(namesIn({ text: UNIQUE, nested: { where: [`folder/${UNIQUE}`] } })).toEqual([UNIQUE, `folder/${UNIQUE}`].sort());
  });

  it('do not count where they are no files', () => {
    expect(
      namesIn({ text: 'a.txt', pointer: { __type: 'Pointer', className: 'A', objectId: 'x' }, n: 1, at: new Date(), nothing: null }),
    ).toEqual([]);
  });
});
