import { describe, expect, it } from 'vitest';
import { PIECE_BYTES, printFileRow, readFileRow } from './file-row.ts';

const row = (changes: object = {}): object => ({ name: 'a_b.txt', metadata: {}, tags: {}, size: 3, at: 0, base64: 'YWJj', ...changes });

describe('a row with a piece of a file', () => {
  it('is read as it was printed', () => {
    const file = { name: 'dir/0f_a b.txt', head: { type: 'text/plain', metadata: { a: 1 }, tags: { b: 'c' } } };
    const stored = { ...file, version: 'v', storedBytes: 3, uploadedAt: new Date(0) };
    const line = printFileRow(stored, PIECE_BYTES + 3, PIECE_BYTES, Buffer.from('abc'));
    const { type, metadata, tags } = file.head;
    const facts = { name: file.name, type, metadata, tags, size: PIECE_BYTES + 3, at: PIECE_BYTES };
    expect(readFileRow(JSON.parse(line))).toEqual({ ...facts, bytes: Buffer.from('abc') });
  });

  it.each([
    ['names a way out of a folder', { name: '../etc/passwd' }],
    ['names a way out of a folder within', { name: 'a/../../b' }],
    ['begins with a slash', { name: '/a' }],
    ['has an empty part', { name: 'a//b' }],
    ['has a backslash', { name: 'a\\b' }],
    ['has a line break', { name: 'a\nb' }],
    ['has no name', { name: '' }],
    ['has a name that is too long', { name: 'a'.repeat(601) }],
    ['has no size', { size: 0 }],
    ['has fewer bytes than it says', { size: 4 }],
    ['has more bytes than it says', { size: 2 }],
    ['begins where no piece does', { size: 10, at: 7 }],
    ['begins behind the end of the file', { at: PIECE_BYTES }],
    ['holds no base64', { base64: 'ab?' }],
    ['has a member that is none', { url: 'x' }],
  ])('SEC fails where it %s', (_, changes) => {
    expect(() => readFileRow(row(changes))).toThrow(expect.objectContaining({ code: 130 }));
    expect(readFileRow(row()).bytes.toString()).toBe('abc');
  });
});
