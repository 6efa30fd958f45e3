import { ParseError } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { PATH_LENGTH_MAX, PATH_SEGMENTS_MAX, QUERY_LIMITS } from '../limits.ts';
import { parseFieldPath, parseOrderPath } from './field-path.ts';

const PRIVILEGED = { ...QUERY_LIMITS, internalNames: true };
const segments = (count: number) => Array.from({ length: count }, () => 'a').join('.');

describe('parseFieldPath', () => {
  it.each(['a', 'A1_', 'stats.wins', 'list.0.x', 'o.k.__type', 'x'.repeat(PATH_LENGTH_MAX), segments(PATH_SEGMENTS_MAX)])(
    'takes %s',
    (name) => expect(parseFieldPath(name, QUERY_LIMITS)).toBe(name),
  );

  it.each([
    ...['', '1a', 'bl!ng', 'a$b', '$a', 'a.$b', 'a..b', '.a', 'a.', 'a b', 'é', 'a\0', '_a', '__proto__', 'constructor', 'a.constructor'],
    ...[
      'prototype.a',
      'a.__proto__.b',
      '_bsontype',
      'a._bsontype',
      '_rperm',
      '_wperm',
      '_id',
      '_p_team',
      '_created_at',
      '_hashed_password',
    ],
    ...['x'.repeat(PATH_LENGTH_MAX + 1), segments(PATH_SEGMENTS_MAX + 1)],
  ])('QRY-51 refuses %j', (name) => {
    expect(() => parseFieldPath(name, QUERY_LIMITS)).toThrow(expect.objectContaining({ kind: 'InvalidFieldName', code: 105 }));
  });

  it('says which name it refuses', () => {
    expect(() => parseFieldPath('bl!ng', QUERY_LIMITS)).toThrow(new ParseError('InvalidFieldName', 'Invalid key name: bl!ng'));
  });

  it('lets privileged callers name internal members, but never password hashes', () => {
    expect(parseFieldPath('_rperm', PRIVILEGED)).toBe('_rperm');
    expect(parseFieldPath('_created_at', PRIVILEGED)).toBe('createdAt');
    for (const name of ['_hashed_password', '_password_history', '_rperm.0', '_p_team', '_id', '_anything', '__proto__']) {
      expect(() => parseFieldPath(name, PRIVILEGED), name).toThrow(expect.objectContaining({ code: 105 }));
    }
  });

  it('lets services name hashes in conditions of their own writes', () => {
    expect(parseFieldPath('_hashed_password', { ...PRIVILEGED, secretNames: true })).toBe('_hashed_password');
    expect(() => parseFieldPath('_hashed_password', { ...QUERY_LIMITS, secretNames: true })).toThrow(
      expect.objectContaining({ code: 105 }),
    );
  });

  it('lets everybody order by the stored names of dates', () => {
    expect(parseOrderPath('_created_at', QUERY_LIMITS)).toBe('createdAt');
    expect(parseOrderPath('_updated_at', QUERY_LIMITS)).toBe('updatedAt');
    expect(() => parseOrderPath('_rperm', QUERY_LIMITS)).toThrow(new ParseError('InvalidFieldName', 'Invalid field name: _rperm.'));
  });
});
