import { describe, expect, it } from 'vitest';
import { shapeOf } from './shape.ts';

describe('the editor of a setting', () => {
  it.each([
    [{ type: 'boolean' }, { kind: 'boolean', nullable: false }],
    [
      { type: 'integer', exclusiveMinimum: 0, maximum: 9 },
      { kind: 'number', isInteger: true, min: 1, max: 9, nullable: false },
    ],
    [
      { anyOf: [{ type: 'number', minimum: 0.5 }, { type: 'null' }] },
      { kind: 'number', isInteger: false, min: 0.5, max: undefined, nullable: true },
    ],
    [
      { type: 'string', enum: ['a', 'b'] },
      { kind: 'choice', options: ['a', 'b'], nullable: false },
    ],
    [{ anyOf: [{ type: 'string', secret: true }, { type: 'null' }] }, { kind: 'secret', nullable: true }],
    [
      { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'string', format: 'ipv6' }] } },
      { kind: 'texts', nullable: false },
    ],
    [
      { type: 'array', items: { type: 'object' } },
      { kind: 'json', nullable: false },
    ],
    [{ anyOf: [{ type: 'boolean' }, { type: 'object' }] }, { kind: 'json', nullable: false }],
    [
      { type: 'object', additionalProperties: { type: 'string' } },
      { kind: 'json', nullable: false },
    ],
    [undefined, { kind: 'json', nullable: true }],
  ])('of %j is %j', (schema, shape) => {
    expect(shapeOf(schema)).toEqual(shape);
  });

  it('of an object is one editor for each member, with its description', () => {
    const schema = { type: 'object', properties: { on: { type: 'boolean', description: 'Whether.' } }, additionalProperties: false };
    expect(shapeOf(schema)).toEqual({
      kind: 'object',
      nullable: false,
      members: [{ name: 'on', description: 'Whether.', shape: { kind: 'boolean', nullable: false } }],
    });
  });
});
