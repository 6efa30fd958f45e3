import { describe, expect, it } from 'vitest';
import type { data } from '@parlance/contracts';
import { classSteps } from './class-steps.ts';
import { readDefinitions } from './declared-class.ts';
import { changesNothing, planClass, planUndeclared, warningsOf, type KnownClass } from './plan-declared.ts';

const OFF: data.SchemaOptions = { strict: false, deleteExtraFields: false, recreateModifiedFields: false, keepUnknownIndexes: false };
const EMPTY = { find: {}, count: {}, get: {}, create: {}, update: {}, delete: {}, addField: {}, protectedFields: {} };
const GAME: KnownClass = {
  className: 'Game',
  fields: {
    objectId: { type: 'String' },
    title: { type: 'String', required: true },
    score: { type: 'String' },
    old: { type: 'Number' },
    team: { type: 'Pointer', targetClass: 'Team' },
  },
  indexes: { _id_: { _id: 1 }, byTitle: { title: 1 }, byScore: { score: 1 }, place_2dsphere: { place: '2dsphere' } },
  classLevelPermissions: { ...EMPTY, find: { '*': true } },
};
const declare = (more: Record<string, unknown> = {}) =>
  readDefinitions([
    {
      className: 'Game',
      fields: { objectId: { type: 'Number' }, title: { type: 'String' }, score: { type: 'Number' }, team: { type: 'Pointer', targetClass: 'Club' }, at: { type: 'Date' } },
      indexes: { byScore: { score: -1 }, byTeam: { team: 1 } },
      classLevelPermissions: { find: { '*': true }, addField: { '*': true } },
      ...more,
    },
  ])[0]!; // prettier-ignore
const names = (fields: readonly data.PlannedField[]) => fields.map(({ field, from, to }) => `${field} ${from} ${to}`);

describe('the plan of a declared class', () => {
  it('SCH-03 removes nothing unless it is told to, and says what stays other than declared', () => {
    const plan = planClass(declare(), GAME, OFF);
    expect(names(plan.added)).toEqual(['at null Date']);
    expect(names(plan.changed)).toEqual(['title String String']);
    expect(names(plan.conflicts)).toEqual(['score String Number', 'team Pointer (Team) Pointer (Club)']);
    expect(names(plan.extra)).toEqual(['old Number null']);
    expect([plan.removed, plan.recreated]).toEqual([[], []]);
    expect(warningsOf([plan], ['Other'], OFF)).toEqual([]);
    expect(warningsOf([plan], ['Other'], { ...OFF, strict: true })).toEqual([
      'The class Other is there and is not declared.',
      'The field Game.old is there and is not declared.',
      'The field Game.score is String and declared as Number; it stays as it is.',
      'The field Game.team is Pointer (Team) and declared as Pointer (Club); it stays as it is.',
    ]);
  });

  it('SCH-03 removes extra fields and makes those of another type anew by its options, in this order', () => {
    const plan = planClass(declare(), GAME, { ...OFF, deleteExtraFields: true, recreateModifiedFields: true });
    expect(names(plan.removed)).toEqual(['old Number null']);
    expect(names(plan.recreated)).toEqual(['score String Number', 'team Pointer (Team) Pointer (Club)']);
    const [gone, come] = classSteps(plan, declare());
    expect(gone?.body).toMatchObject({
      fields: { old: { __op: 'Delete' }, score: { __op: 'Delete' }, team: { __op: 'Delete' } },
      indexes: { byTitle: { __op: 'Delete' }, byScore: { __op: 'Delete' } },
    });
    expect(Object.keys(come?.body['fields'] as object)).toEqual(['at', 'score', 'team', 'title']);
    expect(come?.body['indexes']).toEqual({ byTeam: { team: 1 }, byScore: { score: -1 } });
  });

  it('keeps unknown indexes where it is told to, and those of the platform always', () => {
    expect(planClass(declare(), GAME, OFF)).toMatchObject({ indexesAdded: ['byTeam', 'byScore'], indexesDropped: ['byTitle', 'byScore'] });
    expect(planClass(declare(), GAME, { ...OFF, keepUnknownIndexes: true }).indexesDropped).toEqual(['byScore']);
  });

  it('closes new fields to clients, also of classes that nobody declares, and changes nothing twice', () => {
    expect(planClass(declare(), GAME, OFF).permissions).toBeNull();
    expect(planClass(declare({ classLevelPermissions: undefined }), GAME, OFF).permissions).toMatchObject({ after: { addField: {} } });
    const open = { ...GAME, classLevelPermissions: { ...EMPTY, addField: { '*': true } } };
    expect(planUndeclared(open).permissions?.after).toEqual(EMPTY);
    expect(changesNothing(planUndeclared(GAME))).toBe(true);
    const same = { className: 'Game', fields: GAME.fields, indexes: { byTitle: { title: 1 }, byScore: { score: 1 } }, classLevelPermissions: { find: { '*': true } } }; // prettier-ignore
    expect(changesNothing(planClass(readDefinitions([same])[0]!, GAME, { ...OFF, deleteExtraFields: true }))).toBe(true);
  });

  it('makes a class that is not there', () => {
    const plan = planClass(declare(), undefined, OFF);
    expect(plan).toMatchObject({ creates: true, indexesAdded: ['byScore', 'byTeam'], permissions: { before: null } });
    expect(classSteps(plan, declare()).map(({ kind }) => kind)).toEqual(['create']);
  });
});

it.each<[string, Record<string, unknown>[], number]>([
  ['a name that is none', [{ className: '1' }], 103],
  ['no name', [{}], 103],
  ['two of one name', [{ className: 'A' }, { className: 'A' }], 103],
  ['fields that are no objects', [{ className: 'A', fields: { a: 'String' } }], 107],
  ['indexes that are none', [{ className: 'A', indexes: [] }], 107],
  ['permissions that are none', [{ className: 'A', classLevelPermissions: 1 }], 107],
])('refuses %s', (_title, definitions, code) => {
  expect(() => readDefinitions(definitions)).toThrow(expect.objectContaining({ code }));
});
