import { describe, expect, it } from 'vitest';
import { parseAccessQuestion } from './access-question.ts';

describe('parseAccessQuestion', () => {
  it('reads the caller, the operation and the object', () => {
    const all = { user: 'u1', className: 'Game', objectId: 'g1', operation: 'get' };
    expect(parseAccessQuestion(all)).toEqual(all);
    expect(parseAccessQuestion({ className: 'Game', operation: 'create', user: null })).toEqual({
      user: undefined,
      className: 'Game',
      objectId: undefined,
      operation: 'create',
    });
  });

  it.each([
    ['no class', { operation: 'get' }, 'InvalidClassName'],
    ['a class that is no string', { className: 7, operation: 'get' }, 'InvalidJson'],
    ['a user that is no string', { className: 'Game', operation: 'get', user: { $ne: null } }, 'InvalidJson'],
    ['an empty object id', { className: 'Game', operation: 'get', objectId: '' }, 'InvalidJson'],
    ['no operation', { className: 'Game' }, 'InvalidJson'],
    ['an unknown operation', { className: 'Game', operation: 'read' }, 'InvalidQuery'],
    ['a name that every object has', { className: 'Game', operation: 'constructor' }, 'InvalidQuery'],
    ['an object of a create', { className: 'Game', operation: 'create', objectId: 'g1' }, 'InvalidQuery'],
    ['an unknown member', { className: 'Game', operation: 'get', role: 'x' }, 'InvalidQuery'],
  ])('refuses %s', (_title, body, name) => {
    expect(() => parseAccessQuestion(body)).toThrow(expect.objectContaining({ name: 'ParseError', kind: name }) as Error);
  });
});
