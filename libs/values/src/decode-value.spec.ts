import { ParseError } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { Bytes } from './bytes.ts';
import { decodeValue } from './decode-value.ts';
import { encodeValue } from './encode-value.ts';
import { ParseFile } from './file.ts';
import { GeoPoint } from './geo-point.ts';
import { Pointer } from './pointer.ts';
import { Polygon } from './polygon.ts';
import { Relation } from './relation.ts';

function codeOf(json: unknown, classicLimits = false): number | 'none' {
  try {
    decodeValue(json, { classicLimits });
    return 'none';
  } catch (error) {
    if (error instanceof ParseError) return error.code;
    throw error;
  }
}

const DATE = { __type: 'Date', iso: '2022-01-01T12:23:45.678Z' };
const POINTER = { __type: 'Pointer', className: 'Post', objectId: '1zEcyElZ80' };
const GEO = { __type: 'GeoPoint', latitude: 40, longitude: -30 };
const FILE = { __type: 'File', name: 'x_f.txt', url: 'http://host/x_f.txt' };
const BYTES = { __type: 'Bytes', base64: 'aGVsbG8=' };
const POLYGON = { __type: 'Polygon', coordinates: [[0, 0], [0, 2], [2, 2], [0, 0]] }; // prettier-ignore
const RELATION = { __type: 'Relation', className: 'Post' };

describe('decodeValue', () => {
  it.each([
    [DATE, new Date('2022-01-01T12:23:45.678Z')],
    [POINTER, new Pointer('Post', '1zEcyElZ80')],
    [GEO, new GeoPoint(40, -30)],
    [FILE, new ParseFile('x_f.txt', 'http://host/x_f.txt')],
    [BYTES, new Bytes('aGVsbG8=')],
    [POLYGON, new Polygon([[0, 0], [0, 2], [2, 2], [0, 0]])], // prettier-ignore
    [RELATION, new Relation('Post')],
    ['text', 'text'],
    [1.5, 1.5],
    [false, false],
    [null, null],
    [
      [1, 'a', null, [POINTER]],
      [1, 'a', null, [new Pointer('Post', '1zEcyElZ80')]],
    ],
    [
      { a: { b: DATE }, c: 1 },
      { a: { b: new Date('2022-01-01T12:23:45.678Z') }, c: 1 },
    ],
  ])('OBJ-21 decodes %j and encodes it back', (json, value) => {
    expect(decodeValue(json)).toEqual(value);
    expect(encodeValue(decodeValue(json))).toEqual(json);
  });

  it('shares what holds no typed value, and never changes its input', () => {
    const plain = { a: [1, { b: 'x' }] };
    expect(decodeValue(plain)).toBe(plain);
    const mixed = Object.freeze({ plain, when: Object.freeze([DATE]) });
    expect(decodeValue(mixed)).toEqual({ plain, when: [new Date(DATE.iso)] });
  });

  it.each([
    [{ __type: 'Nothing' }],
    [{ __type: 'Object', className: 'Post', objectId: 'a' }],
    [{ __type: 7 }],
    [{ __type: null }],
    [{ __type: 'toString' }],
    [{ __type: 'Date' }],
    [{ __type: 'Date', iso: 'yesterday' }],
    [{ __type: 'Date', iso: '1' }],
    [{ __type: 'Date', iso: '2022-13-01T00:00:00.000Z' }],
    [{ __type: 'Date', iso: 0 }],
    [{ __type: 'GeoPoint', latitude: 1 }],
    [{ __type: 'GeoPoint', latitude: '1', longitude: 2 }],
    [{ __type: 'Bytes' }],
    [{ __type: 'Bytes', base64: '!!' }],
    [{ __type: 'Bytes', base64: 'abcde' }],
    [{ __type: 'File' }],
    [{ __type: 'File', name: '' }],
    [{ __type: 'Relation' }],
    [{ __type: 'Polygon' }],
    [{ __type: 'Polygon', coordinates: [[0, 0], [1, 1]] }], // prettier-ignore
    [{ __type: 'Polygon', coordinates: [[0, 0], [1, 1], [0, 0], [1, 1]] }], // prettier-ignore
    [{ __type: 'Polygon', coordinates: [[0, 0], [1, 1], [91, 0]] }], // prettier-ignore
    [{ __type: 'Polygon', coordinates: [[0, 0], [1, 1], [2]] }], // prettier-ignore
  ])('OBJ-20 refuses %j with 111, nested too', (json) => {
    expect(codeOf(json)).toBe(111);
    expect(codeOf([{ deep: [json] }])).toBe(111);
  });

  it.each([
    [{ __type: 'Pointer' }],
    [{ __type: 'Pointer', className: 'Post' }],
    [{ __type: 'Pointer', objectId: 'a' }],
    [{ __type: 'Pointer', className: 'Post', objectId: '' }],
    [{ __type: 'Pointer', className: 'Po$t', objectId: 'a' }],
    [{ __type: 'Pointer', className: 'Post', objectId: { $ne: null } }],
  ])('OBJ-60 refuses %j with 106', (json) => {
    expect(codeOf(json)).toBe(106);
    expect(codeOf({ deep: [json] })).toBe(106);
  });

  it.each([
    [90.1, 0, 111, 111],
    [-90.1, 0, 111, 111],
    [0, -180.5, 111, 111],
    [0, 180.5, 111, 111],
    [90, 0, 'none', 111],
    [-90, 0, 'none', 111],
    [0, 180, 'none', 111],
    [0, -180, 'none', 111],
    [89.9, 179.9, 'none', 'none'],
    [Number.NaN, 0, 111, 111],
  ])('OBJ-40 answers latitude %d, longitude %d with %s, under classicLimits with %s', (latitude, longitude, usual, classic) => {
    const json = { __type: 'GeoPoint', latitude, longitude };
    expect([codeOf(json), codeOf(json, true)]).toEqual([usual, classic]);
  });

  it('closes an open polygon', () => {
    const open = { __type: 'Polygon', coordinates: [[0, 0], [0, 2], [2, 2]] }; // prettier-ignore
    expect(encodeValue(decodeValue(open))).toEqual(POLYGON);
  });

  it.each([
    ['2022-01-01T12:23:45Z', '2022-01-01T12:23:45.000Z'],
    ['2022-01-01T12:23:45.6789Z', '2022-01-01T12:23:45.678Z'],
    ['2022-01-01T12:23:45.678+02:00', '2022-01-01T10:23:45.678Z'],
    ['2022-01-01T12:23:45', '2022-01-01T12:23:45.000Z'],
    ['2022-01-01', '2022-01-01T00:00:00.000Z'],
  ])('reads the date %s as %s wherever the server stands', (iso, canonical) => {
    expect(encodeValue(decodeValue({ __type: 'Date', iso }))).toEqual({ __type: 'Date', iso: canonical });
  });

  it.each([
    ['aGVsbG8', 'aGVsbG8='],
    ['aGVs\r\nbG8=', 'aGVsbG8='],
    ['', ''],
  ])('brings base64 %j to its canonical form', (sent, canonical) => {
    expect(decodeValue({ __type: 'Bytes', base64: sent })).toEqual(new Bytes(canonical));
  });

  it('refuses control characters in file names with 122', () => {
    expect(codeOf({ __type: 'File', name: 'a\0b' })).toBe(122);
  });

  it('refuses an operation inside a value with 108', () => {
    expect(codeOf({ a: { __op: 'Increment', amount: 1 } })).toBe(108);
  });

  it('gives files the address asked for', () => {
    expect(encodeValue([new ParseFile('f.txt', 'http://old')], (name) => `http://new/${name}`)).toEqual([
      { __type: 'File', name: 'f.txt', url: 'http://new/f.txt' },
    ]);
  });
});
