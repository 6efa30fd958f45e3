import { emptySchema, FIELD_TYPES, type ClassSchema, type FieldType } from '@parlance/values';
import { describe, expect, it } from 'vitest';
import { parseStages } from './parse-aggregate.ts';
import { compilePipeline } from './pipeline.ts';
import type { JoinedClasses } from './reading.ts';
import { hiddenMembers } from './scope.ts';

const withFields = (className: string, fields: Record<string, FieldType>): ClassSchema => {
  const schema = emptySchema(className);
  return { ...schema, fields: new Map([...schema.fields, ...Object.entries(fields)]) };
};
const { Number, Date: Dates, Array: List, Object: Dictionary, GeoPoint } = FIELD_TYPES;
const GAME = withFields('Game', {
  score: Number,
  team: { type: 'Pointer', targetClass: 'Team' },
  at: Dates,
  tags: List,
  stats: Dictionary,
  place: GeoPoint,
});
const JOINED: JoinedClasses = new Map([['Team', { schema: emptySchema('Team'), collection: 'pre_Team' }]]);
const HIDE = { $unset: hiddenMembers('Game') };

const compile = (pipeline: unknown, rawNames = false) =>
  compilePipeline(parseStages(pipeline), GAME, JOINED, { rawNames, credentials: true });
const compiled = (pipeline: unknown, rawNames = false) => compile(pipeline, rawNames).stages;

describe('fields in a pipeline', () => {
  const table: readonly [string, unknown[], unknown[]][] = [
    ['a group', [{ $group: { _id: '$team', last: { $max: '$updatedAt' } } }], [{ $group: { _id: '$_p_team', last: { $max: '$_updated_at' } } }]],
    ['an order', [{ $sort: { createdAt: -1, objectId: 1 } }], [{ $sort: { _created_at: -1, _id: 1 } }, HIDE]],
    ['a projection', [{ $project: { team: 1, x: '$objectId' } }], [{ $project: { _p_team: 1, x: '$_id' } }]],
    ['a path', [{ $group: { _id: '$stats.wins' } }], [{ $group: { _id: '$stats.wins' } }]],
    ['names of a group, which are no fields', [{ $group: { _id: null, team: { $sum: 1 } } }, { $sort: { team: 1, objectId: 1 } }], [{ $group: { _id: null, team: { $sum: 1 } } }, { $sort: { team: 1, _id: 1 } }]],
    ['names written over', [{ $addFields: { team: 1 } }, { $match: { team: 1 } }], [HIDE, { $addFields: { team: 1 } }, { $match: { team: { $eq: 1 } } }]],
    ['variables', [{ $project: { x: { $let: { vars: { t: '$team' }, in: '$$t' } }, y: '$$ROOT.team' } }], [{ $project: { x: { $let: { vars: { t: '$_p_team' }, in: '$$t' } }, y: '$$ROOT._p_team' } }]],
    ['literals', [{ $project: { x: { $literal: '$team' } } }], [{ $project: { x: { $literal: '$team' } } }]],
    ['a join', [{ $lookup: { from: 'Team', localField: 'team', foreignField: 'objectId', as: 'x' } }], [HIDE, { $lookup: { from: 'pre_Team', localField: '_p_team', foreignField: '_id', as: 'x', pipeline: [{ $unset: hiddenMembers('Team') }] } }]],
  ]; // prettier-ignore
  it.each(table)('are stored ones in %s', (_title, pipeline, expected) => {
    expect(compiled(pipeline)).toEqual(expected);
  });

  it('are taken as they are where the caller asks for raw names', () => {
    expect(compiled([{ $group: { _id: '$_p_team', team: { $max: '$team' } } }], true)).toEqual([
      { $group: { _id: '$_p_team', team: { $max: '$team' } } },
    ]);
  });
});

describe('values in a $match', () => {
  const DAY = new Date('2022-01-01T00:00:00.000Z');
  const table: readonly [string, unknown, unknown][] = [
    ['a pointer', { team: { __type: 'Pointer', className: 'Team', objectId: 'a' } }, { _p_team: { $eq: 'Team$a' } }],
    ['an id', { team: { $in: ['a', 'Team$b'] } }, { _p_team: { $in: ['Team$a', 'Team$b'] } }],
    ['a date', { at: { $gt: { __type: 'Date', iso: DAY.toISOString() } } }, { at: { $gt: DAY } }],
    ['a date as a string', { at: DAY.toISOString() }, { at: { $eq: DAY } }],
    ['createdAt under its stored name', { _created_at: { $lt: DAY.toISOString() } }, { _created_at: { $lt: DAY } }],
    ['a string that looks like a date', { score: DAY.toISOString() }, { score: { $eq: DAY.toISOString() } }],
    ['a place', { place: { __type: 'GeoPoint', latitude: 1, longitude: 2 } }, { place: { $eq: [2, 1] } }],
    ['a pointer in a list', { tags: { __type: 'Pointer', className: 'Team', objectId: 'a' } }, { tags: { $eq: { __type: 'Pointer', className: 'Team', objectId: 'a' } } }],
    ['several constraints', { score: 1, tags: 'x' }, { $and: [{ score: { $eq: 1 } }, { tags: { $eq: 'x' } }] }],
    ['a dictionary', { stats: { wins: 1, at: { $date: DAY.toISOString() } } }, { stats: { $eq: { wins: 1, at: DAY } } }],
  ]; // prettier-ignore
  it.each(table)('are stored forms: %s', (_title, where, expected) => {
    expect(compiled([{ $match: where }])[0]).toEqual({ $match: expected });
  });

  it('are ids where objects were grouped by a pointer', () => {
    const { stages, scope } = compile([{ $group: { _id: '$team' } }, { $match: { objectId: 'a' } }]);
    expect(stages[1]).toEqual({ $match: { _id: { $eq: 'Team$a' } } });
    expect(scope.idTarget).toBe('Team');
  });
});

describe('hidden members', () => {
  const names = (pipeline: unknown) => compiled(pipeline).map((stage) => Object.keys(stage)[0]);

  it.each<[string, unknown, string[]]>([
    ['at the end of what hands on objects', [{ $match: {} }, { $limit: 1 }], ['$match', '$limit', '$unset']],
    ['before $$ROOT is read', [{ $match: {} }, { $group: { _id: '$$ROOT' } }], ['$match', '$unset', '$group']],
    ['before a condition on $$ROOT', [{ $match: { $expr: { $ne: ['$$ROOT', 1] } } }], ['$unset', '$match']],
    ['not where single fields are read', [{ $match: { $expr: { $ne: ['$score', 1] } } }, { $count: 'n' }], ['$match', '$count']],
    ['not where nothing but named fields is handed on', [{ $project: { score: 1 } }], ['$project']],
    ['where a projection leaves out fields', [{ $project: { score: 0, _id: 1 } }], ['$project', '$unset']],
    ['where a projection leaves out the id', [{ $project: { _id: 0 } }], ['$project', '$unset']],
    ['where a projection leaves out parts', [{ $project: { stats: { wins: 0 } } }], ['$project', '$unset']],
    ['before $getField', [{ $project: { x: { $getField: 'x' } } }], ['$unset', '$project']],
    ['once', [{ $facet: { a: [{ $limit: 1 }] } }, { $replaceWith: '$$ROOT' }], ['$unset', '$facet', '$replaceWith']],
    ['behind $graphLookup, of what it has found', [{ $graphLookup: { from: 'Team', startWith: 1, connectFromField: 'a', connectToField: 'b', as: 'x' } }], ['$unset', '$graphLookup', '$unset']],
  ])('are taken away %s', (_title, pipeline, expected) => {
    expect(names(pipeline)).toEqual(expected);
  }); // prettier-ignore
});
