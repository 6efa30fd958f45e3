import { describe, expect, it } from 'vitest';
import { mayReachCode } from './may-reach-code.ts';

const CODE = { triggers: { Review: ['beforeSave'] } } as const;
const OBJECT = '/classes/:className/:objectId';
const CLASS = '/classes/:className';
const reaches = (method: string, route: string, className: string | undefined, input: object = {}) =>
  mayReachCode(CODE, { method, route, className, input: input as Record<string, unknown> });

describe('code of the app', () => {
  it('learns of no request for objects of a class without triggers', () => {
    expect([reaches('GET', OBJECT, 'City'), reaches('PUT', OBJECT, 'City', { include: 1 }), reaches('DELETE', OBJECT, 'City')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(reaches('POST', CLASS, 'City', { name: 'Cuneo', review: { __type: 'Pointer', className: 'Review', objectId: 'a' } })).toBe(
      false,
    );
    const query = { where: '{"a":{"$in":[1]}}', order: 'a', limit: '10', skip: '0', keys: 'a', count: '1' };
    expect(reaches('GET', CLASS, 'City', query)).toBe(false);
    expect(reaches('GET', CLASS, 'City', { where: { $or: [{ a: { $in: ['$inQuery'] } }, { b: null }] } })).toBe(false);
  });

  it.each([
    ['a class with triggers', 'PUT', OBJECT, 'Review', {}],
    ['a class of the platform', 'GET', OBJECT, '_User', {}],
    ['a route without a class', 'POST', '/functions/:functionName', undefined, {}],
    ['another route with one', 'GET', '/aggregate/:className', 'City', {}],
    ['included objects', 'GET', OBJECT, 'City', { include: 'review' }],
    ['another class by a field', 'GET', CLASS, 'City', { redirectClassNameForKey: 'review' }],
    ['a parameter that nobody knows', 'GET', CLASS, 'City', { includeAll: 'true' }],
    ['a subquery', 'GET', CLASS, 'City', { where: '{"a":{"$inQuery":{"className":"Review","where":{}}}}' }],
    ['a subquery in escapes', 'GET', CLASS, 'City', { where: '{"a":{"\\u0024inQuery":{"className":"Review","where":{}}}}' }],
    ['a subquery of other members', 'GET', CLASS, 'City', { where: '{"a":{"$dontSelect":{"query":{"className":"Review"},"key":"b"}}}' }],
    ['a subquery deep within', 'GET', CLASS, 'City', { where: { $or: [{ a: { $notInQuery: { className: 'Review' } } }] } }],
    ['a subquery of a list', 'GET', CLASS, 'City', { where: { $and: [[{ a: { $select: {} } }]] } }],
  ] as const)('may have to learn of %s', (_what, method, route, className, input) => {
    expect(reaches(method, route, className, input)).toBe(true);
  });
});
