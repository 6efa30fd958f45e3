import { describe, expect, it } from 'vitest';
import { emptySchema, FIELD_TYPES, withFields, type FieldType } from '@parlance/values';
import { compilePipeline, parseAggregate, pipelineShape, QUERY_LIMITS } from '../index.ts';

const SCHEMA = withFields(
  emptySchema('Game'),
  new Map<string, FieldType>([
    ['score', FIELD_TYPES.Number],
    ['name', FIELD_TYPES.String],
  ]),
);

function shapeOfPipeline(pipeline: object[]): string {
  const asked = parseAggregate({ pipeline }, QUERY_LIMITS);
  if (asked.kind !== 'pipeline') throw new Error('A pipeline was expected.');
  return pipelineShape(compilePipeline(asked.stages, SCHEMA, new Map(), { rawNames: false, credentials: true }).stages);
}

describe('pipelineShape', () => {
  const pipeline = (n: number, name: string): object[] => [
    { $match: { score: { $gte: n, $lt: n + 5 }, $or: [{ name }, { name: { $in: [name, `${name}2`] } }] } },
    { $group: { _id: '$name', total: { $sum: '$score' } } },
    { $sort: { total: -1 } },
  ];

  it('PER-03 is the same whatever the values', () => {
    expect(shapeOfPipeline(pipeline(1, 'secret'))).toBe(shapeOfPipeline(pipeline(99, 'other')));
  });

  it('SEC-31 names stages, fields and operators, and no value', () => {
    const shape = shapeOfPipeline(pipeline(1, 'secret'));
    for (const name of ['$match', 'score $gte $lt', 'name $in', '$group', '$sort(-total']) expect(shape).toContain(name);
    expect(shape).not.toContain('secret');
  });
});
