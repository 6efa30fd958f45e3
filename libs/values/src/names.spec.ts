import { ParseError } from '@parlance/errors';
import { describe, expect, it } from 'vitest';
import { assertClassName, assertFieldName, assertObjectId, isClassName, isObjectId } from './names.ts';

/** Code of the ParseError that `act` throws, or 'none'. */
function codeOf(act: () => void): number | 'none' {
  try {
    act();
    return 'none';
  } catch (error) {
    if (error instanceof ParseError) return error.code;
    throw error;
  }
}

describe('class names', () => {
  it.each(['GameScore', 'gamescore', 'a', 'A_1', '_User', '_Role', '_Session', '_Installation', '_Product', '_PushStatus'])(
    'OBJ-18 accepts %s',
    (name) => {
      expect(codeOf(() => assertClassName(name))).toBe('none');
    },
  );

  it.each(['9x', 'a-b', '', '_Mine', 'a.b', 'a b', 'é', '_Join:users:_Role', 'A\0', 'a'.repeat(129), undefined, null, 7, {}, ['A']])(
    'OBJ-18 refuses %j with 103',
    (name) => {
      expect(codeOf(() => assertClassName(name))).toBe(103);
    },
  );

  it('SEC-03 accepts a name of 128 characters and not one more', () => {
    expect([isClassName('a'.repeat(128)), isClassName('a'.repeat(129))]).toEqual([true, false]);
  });
});

describe('field names', () => {
  it.each(['a_1', 'A', 'playerName', 'objectIds', 'Length'])('OBJ-19 accepts %s', (name) => {
    expect(codeOf(() => assertFieldName(name))).toBe('none');
  });

  it.each(['bl!ng', '1a', '_x', 'a.b', 'a$b', '', '__type', '$set', 'a\0', 'length', 'className', 'constructor', 'prototype', 'ñ'])(
    'OBJ-19 refuses %j with 105',
    (name) => {
      expect(codeOf(() => assertFieldName(name))).toBe(105);
    },
  );

  it('names the culprit, but never at length', () => {
    expect(() => assertFieldName('bl!ng')).toThrow('Invalid field name: bl!ng.');
    expect(() => assertFieldName('!'.repeat(1_000))).toThrow(`Invalid field name: ${'!'.repeat(64)}….`);
  });
});

describe('object ids', () => {
  it.each(['xWMyZ4YEGZ', 'a', 'user@host.example', '6b03c18fdaf2a883fbfbdcc8', 'with space', 'Ünïcode'])('accepts %s', (id) => {
    expect(codeOf(() => assertObjectId(id))).toBe('none');
  });

  it.each(['', undefined, null, 7, {}, ['a'], 'a\0b', 'a\nb', '*', 'role:Admins', '\ud800', 'a'.repeat(257)])(
    'SEC-03 refuses %j with 104',
    (id) => {
      expect(codeOf(() => assertObjectId(id))).toBe(104);
    },
  );

  it('accepts 256 characters', () => {
    expect(isObjectId('a'.repeat(256))).toBe(true);
  });
});
