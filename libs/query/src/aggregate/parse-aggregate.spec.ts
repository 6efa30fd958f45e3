import { describe, expect, it } from 'vitest';
import { joinedClassNames } from './joined-class-names.ts';
import { parseAggregate, parseStages } from './parse-aggregate.ts';

const refused = (code: number) => expect.objectContaining({ code }) as unknown as Error;
const MATCH = { name: '$match', spec: { a: 1 } };

describe('parseAggregate', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a list', { pipeline: [{ $match: { a: 1 } }] }],
    ['an object', { pipeline: { $match: { a: 1 } } }],
    ['text', { pipeline: '[{"$match":{"a":1}}]' }],
    ['parameters', { $match: { a: 1 } }],
    ['parameters of text', { $match: '{"a":1}', readPreference: null, trace: '1' }],
  ])('reads stages as %s', (_title, parameters) => {
    expect(parseAggregate(parameters)).toMatchObject({ kind: 'pipeline', stages: [MATCH], rawValues: false, rawFieldNames: false });
  });

  it('reads what stands beside them', () => {
    const advice = { hint: 'a_1', comment: 'c', readPreference: 'nearest', explain: 'queryPlanner', rawValues: 'true', rawFieldNames: 1 };
    expect(parseAggregate({ pipeline: [], ...advice })).toEqual({
      kind: 'pipeline',
      stages: [],
      hint: 'a_1',
      comment: 'c',
      readPreference: 'nearest',
      explain: 'queryPlanner',
      rawValues: true,
      rawFieldNames: true,
    });
  });

  it('reads distinct with a condition, before a pipeline', () => {
    const asked = parseAggregate({ distinct: 'stats.wins', where: '{"a":1}', pipeline: [] });
    expect(asked).toMatchObject({ kind: 'distinct', key: 'stats.wins', condition: { kind: 'eq', field: 'a', operand: 1 } });
    expect(parseAggregate({ distinct: 'stats.wins', where: '"{\\"a\\":1}"', $where: '{"b":1}' })).toEqual(asked);
    expect(parseAggregate({ distinct: '"stats.wins"', where: { a: 1 } })).toEqual(asked);
  });

  it.each<[number, Record<string, unknown>]>([
    [102, { match: {} }],
    [102, { pipeline: [{ match: {} }] }],
    [102, { pipeline: [], where: {} }],
    [102, { pipeline: [], $match: {} }],
    [102, { foo: 1 }],
    [102, { pipeline: '[' }],
    [102, { distinct: 'a', foo: 1 }],
    [105, { distinct: 'a b' }],
    [102, { distinct: '' }],
    [102, { distinct: null }],
    [102, { distinct: 'a', limit: 5 }],
    [102, { pipeline: null }],
    [102, { pipeline: '' }],
    [105, { pipeline: '[{"$match":{"__proto__":1}}]' }],
    [105, { $match: '{"a":{"constructor":1}}' }],
    [107, { distinct: 'a', where: '{' }],
    [107, { pipeline: [{ $match: { a: '\udc00' } }] }],
  ])('%i %o', (code, parameters) => {
    expect(() => parseAggregate(parameters)).toThrow(refused(code));
  });

  it('bounds stages, depth and keys', () => {
    const stages = (count: number) => Array.from({ length: count }, () => ({ $limit: 1 }));
    const deep = (depth: number): unknown => (depth === 0 ? [] : [deep(depth - 1)]);
    expect(parseStages(stages(200))).toHaveLength(200);
    expect(() => parseStages(stages(201))).toThrow(refused(102));
    expect(() => parseStages([{ $match: { a: deep(60) } }])).not.toThrow();
    expect(() => parseStages([{ $match: { a: deep(61) } }])).toThrow(refused(107));
    expect(() => parseStages([{ $match: { a: Array.from({ length: 20_001 }, () => 1) } }])).toThrow(refused(107));
    expect(() => parseStages([{ $match: { a: Infinity } }])).toThrow(refused(102));
  });
});

describe('joinedClassNames', () => {
  it('names each class that a pipeline reads, at any depth', () => {
    const lookup = (from: unknown, pipeline: unknown[] = []) => ({ $lookup: { from, pipeline, as: 'x' } });
    const stages = [lookup('A', [{ $unionWith: 'B' }]), { $facet: { a: [{ $graphLookup: { from: 'C' } }] } }, { $unionWith: { coll: 'D' } }, lookup(5)];
    expect([...joinedClassNames(parseStages(stages))]).toEqual(['A', 'B', 'C', 'D']);
  });
}); // prettier-ignore
