import { describe, expect, it } from 'vitest';
import type { Identity } from '@parlance/acl';
import { parseWhere, QUERY_LIMITS } from '@parlance/query';
import { emptySchema, type ClassSchema } from '@parlance/values';
import { findOperation, parseAllowedFind } from './assert-query.ts';

const ANYONE: Identity = { kind: 'public' };
const schemaWith = (classPermissions: ClassSchema['classPermissions']): ClassSchema => ({ ...emptySchema('Game'), classPermissions });

describe('findOperation', () => {
  it.each([
    [{ objectId: 'abcdefghij' }, 'get'],
    [{ objectId: { $eq: 'abcdefghij' } }, 'get'],
    [{ objectId: { $in: ['abcdefghij'] } }, 'find'],
    [{ objectId: 'abcdefghij', n: 1 }, 'find'],
    [{}, 'find'],
  ])('CLP-03 takes %j for a %s', (where, operation) => {
    expect(findOperation(parseWhere(where, QUERY_LIMITS))).toBe(operation);
  });
});

describe('parseAllowedFind', () => {
  it('ERR-12 tells a refusal of the class before a fault of the parameters', () => {
    const closed = schemaWith({ get: { '*': true } });
    expect(() => parseAllowedFind({ where: '{' }, QUERY_LIMITS, closed, ANYONE)).toThrow(expect.objectContaining({ code: 119 }));
    expect(() => parseAllowedFind({ where: '{' }, QUERY_LIMITS, schemaWith(undefined), ANYONE)).toThrow(
      expect.objectContaining({ code: 107 }),
    );
  });

  it('CLP-11 asks for count beside find', () => {
    const noCount = schemaWith({ find: { '*': true } });
    expect(() => parseAllowedFind({ count: 1 }, QUERY_LIMITS, noCount, ANYONE)).toThrow(expect.objectContaining({ code: 119 }));
    expect(parseAllowedFind({}, QUERY_LIMITS, noCount, ANYONE)).toMatchObject({ count: false });
  });

  it('CLP-11 asks for count alone where no object is wanted', () => {
    const countOnly = schemaWith({ count: { '*': true } });
    expect(parseAllowedFind({ count: 1, limit: 0 }, QUERY_LIMITS, countOnly, ANYONE)).toMatchObject({ count: true, limit: 0 });
    for (const parameters of [{ count: 1 }, { count: 1, limit: 1 }, { limit: 0 }]) {
      expect(() => parseAllowedFind(parameters, QUERY_LIMITS, countOnly, ANYONE)).toThrow(expect.objectContaining({ code: 119 }));
    }
  });
});
