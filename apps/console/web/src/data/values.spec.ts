import { describe, expect, it } from 'vitest';
import type { Field } from '../api/data-operations.ts';
import { draftOf, parseDraft, show } from './values.ts';

const pointer = { __type: 'Pointer', className: 'Player', objectId: 'p1' };

/** A value of each type, and the text of its cell. */
const VALUES: readonly (readonly [Field, unknown, string])[] = [
  [{ type: 'String' }, 'Ada', 'Ada'],
  [{ type: 'String' }, '', ''],
  [{ type: 'Number' }, 0, '0'],
  [{ type: 'Boolean' }, false, 'false'],
  [{ type: 'Object' }, { a: null }, '{"a":null}'],
  [{ type: 'Array' }, [1, 'x'], '[1,"x"]'],
  [{ type: 'Pointer', targetClass: 'Player' }, pointer, 'p1'],
  [{ type: 'GeoPoint' }, { __type: 'GeoPoint', latitude: 1.5, longitude: -2 }, '1.5, -2'],
  [{ type: 'File' }, { __type: 'File', name: 'a.png', url: 'https://x.example/a.png' }, 'a.png'],
  [{ type: 'Bytes' }, { __type: 'Bytes', base64: 'aGk=' }, 'aGk='],
  [{ type: 'ACL' }, { '*': { read: true } }, '{"*":{"read":true}}'],
];

describe('values in cells', () => {
  it.each(VALUES)('DAT-01 %j: %j is shown as %j', (field, value, text) => {
    expect(show(value, field)).toMatchObject({ kind: 'value', text });
  });

  it.each(VALUES)('DAT-03 %j that is not set is (empty), and null is null', (field) => {
    expect(show(undefined, field)).toEqual({ kind: 'empty', text: '(empty)' });
    expect(show(null, field)).toEqual({ kind: 'null', text: 'null' });
  });

  it('shows a date of either form with UTC as its hint', () => {
    const iso = '2026-11-30T10:00:00.000Z';
    expect(show({ __type: 'Date', iso }, { type: 'Date' }).hint).toBe(`UTC ${iso}`);
    expect(show(iso, { type: 'Date' }).hint).toBe(`UTC ${iso}`);
  });

  it('shows the own name of a file, and the whole of the stored one as its hint', () => {
    const name = `${'0f'.repeat(16)}_chest.png`;
    expect(show({ __type: 'File', name }, { type: 'File' })).toEqual({ kind: 'value', text: 'chest.png', hint: name });
  });

  it('shows no more of a long text than a cell holds', () => {
    expect(show('x'.repeat(5_000), { type: 'String' }).text).toHaveLength(201);
  });

  it('shows a value of another type than its column as JSON', () => {
    expect(show({ odd: 1 }, { type: 'String' }).text).toBe('{"odd":1}');
    expect(show(7, { type: 'Date' }).text).toBe('7');
  });
});

describe('editors', () => {
  const editable = VALUES.filter(([{ type }]) => type !== 'File');
  it.each(editable)('DAT-01 %j: %j is the same after an edit that changes nothing', (field, value) => {
    expect(parseDraft(draftOf(value, field), field)).toEqual({ value });
  });

  it('keeps a date to the millisecond', () => {
    const value = { __type: 'Date', iso: '2026-03-29T01:30:00.007Z' };
    expect(parseDraft(draftOf(value, { type: 'Date' }), { type: 'Date' })).toEqual({ value });
  });

  it('names a file without its address, which the server makes', () => {
    expect(parseDraft(draftOf(VALUES[8]?.[1], { type: 'File' }), { type: 'File' })).toEqual({ value: { __type: 'File', name: 'a.png' } });
  });

  it.each([
    [{ type: 'Number' }, { text: '1,5' }],
    [{ type: 'Number' }, { text: '' }],
    [{ type: 'Number' }, { text: 'Infinity' }],
    [{ type: 'Date' }, { text: '' }],
    [{ type: 'GeoPoint' }, { text: '91', second: '0' }],
    [{ type: 'GeoPoint' }, { text: '0', second: '' }],
    [{ type: 'Pointer', targetClass: 'Player' }, { text: ' ' }],
    [{ type: 'File' }, { text: '' }],
    [{ type: 'Array' }, { text: '{}' }],
    [{ type: 'Object' }, { text: '[]' }],
    [{ type: 'Object' }, { text: 'null' }],
    [{ type: 'Object' }, { text: '{"a":' }],
  ] as const)('%j refuses %j with words', (field, draft) => {
    expect(parseDraft(draft, field)).toEqual({ fault: expect.stringMatching(/\w+ \w+/) });
  });
});
