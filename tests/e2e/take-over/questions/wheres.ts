import type { Step } from '../../../conformance/subject.ts';
import { bytes, date, geo, pointer } from '../../../conformance/values.ts';
import type { OldApp } from '../old-app/old-app.ts';
import { asked, MASTER } from './callers.ts';

/** Operands that a field of each name can be asked about, by operator. */
function constraints({ objects }: OldApp): Readonly<Record<string, readonly unknown[]>> {
  const [team = '', other = ''] = objects.teams;
  const teams = [pointer('Team', team), pointer('Team', other)];
  const compared = (...values: unknown[]) =>
    values.flatMap((value) => [value, { $ne: value }, { $gt: value }, { $lte: value }, { $in: [value, null] }, { $nin: [value] }]);
  const shape = [{ $exists: true }, { $exists: false }, null, { $ne: null }];
  return {
    name: [...compared('zoe 5', 'Ærø 1'), { $regex: '^z' }, { $regex: 'ZOE', $options: 'i' }, { $regex: '^\\QBig Daddy\'s\\E' }, ...shape],
    score: [...compared(37, 0), { $gt: 10, $lt: 40 }, ...shape],
    rating: [...compared(1.125), ...shape],
    isActive: [true, { $ne: true }, ...shape],
    born: [...compared(date('2019-04-21T03:04:05.006Z')), ...shape],
    tags: ['t1', 5, { $all: ['t1', 't2'] }, { $in: ['t4', 7] }, { $nin: ['t1'] }, { $size: 3 }, { $all: [{ $regex: '^t' }] }, ...shape],
    team: [teams[0], { $ne: teams[0] }, { $in: teams }, { $nin: teams }, ...shape],
    friends: [teams[0], { $in: teams }, { $all: [teams[0]] }, ...shape],
    'profile.level': [...compared(3), ...shape],
    'profile.city.name': ['naïve', { $regex: '^G' }, ...shape],
    nick: [...compared('nick7'), ...shape],
    objectId: [objects.players[0], { $in: objects.players.slice(0, 3) }, { $nin: objects.players.slice(3) }, { $exists: true }],
    createdAt: [{ $lt: date('2030-01-01T00:00:00.000Z') }, { $gt: date('2030-01-01T00:00:00.000Z') }],
  };
} // prettier-ignore

/** The same of a class with a field of every type. */
function typedConstraints({ objects }: OldApp): Readonly<Record<string, readonly unknown[]>> {
  const [team = ''] = objects.teams;
  const shape = [{ $exists: true }, { $exists: false }, null];
  return {
    aString: ['zoe', { $ne: 'zoe' }, '', { $regex: '\\$' }, ...shape],
    aNumber: [1.5, 2 ** 40, { $lt: 0 }, { $in: [0, 1] }, ...shape],
    aDate: [date('2019-01-03T03:04:05.006Z'), { $gte: date('2019-01-10T00:00:00.000Z') }, ...shape],
    anArray: ['s', 'added', { $all: ['s', null] }, date('2019-01-03T03:04:05.006Z'), pointer('Team', team), ...shape],
    'anObject.k': [3, { $gt: 20 }, 99, ...shape],
    'anObject.late.deep': ['dotted', ...shape],
    'anObject.ptr': [pointer('Team', team), ...shape],
    aPointer: [pointer('Team', team), { $in: [pointer('Team', team)] }, ...shape],
    someBytes: [bytes('aGVsbG8='), { $ne: bytes('aGVsbG8=') }, ...shape],
    aFile: [{ __type: 'File', name: 'x_f.txt' }, ...shape],
    aGeo: [geo(41, 12.5), { $nearSphere: geo(41, 12), $maxDistanceInKilometers: 120 }, { $within: { $box: [geo(40, 11), geo(42, 13)] } }, { $geoWithin: { $centerSphere: [geo(41, 12), 0.02] } }, ...shape],
    aPolygon: [{ $geoIntersects: { $point: geo(0.5, 0.5) } }, { $geoIntersects: { $point: geo(9, 9) } }, ...shape],
    aNull: shape,
    anEmptyObject: [{ $exists: true }, {}],
    anEmptyArray: [{ $exists: true }, { $size: 0 }],
  };
} // prettier-ignore

/** One find for each constraint on each field, and a few of several fields. */
export function whereQuestions(app: OldApp): readonly Step[] {
  const finds = (className: string, table: Readonly<Record<string, readonly unknown[]>>): Step[] =>
    Object.entries(table).flatMap(([field, operands]) =>
      operands.map((operand) =>
        asked(MASTER, 'GET', `/classes/${className}`, {
          query: { where: { [field]: operand }, ...(isNear(operand) ? {} : { order: 'objectId' }), keys: field, limit: '30' },
        }),
      ),
    );
  const combined = [
    { $or: [{ score: { $lt: 5 } }, { tags: 't4', isActive: true }] },
    { $and: [{ score: { $gt: 5 } }, { $or: [{ rating: null }, { rating: { $gt: 10 } }] }] },
    { $nor: [{ isActive: true }, { 'profile.level': { $in: [1, 2] } }] },
    { name: { $select: { query: { className: 'Team', where: {} }, key: 'name' } } },
    { score: { $dontSelect: { query: { className: 'Stat', where: {} }, key: 'n' } } },
  ];
  return [
    ...finds('Player', constraints(app)),
    ...finds('Everything', typedConstraints(app)),
    ...combined.map((where) => asked(MASTER, 'GET', '/classes/Player', { query: { where, order: 'objectId' } })),
    ...['name', '-name', 'score,-name', '-profile.level,objectId', 'born', '-updatedAt,objectId'].map((order) =>
      asked(MASTER, 'GET', '/classes/Player', { query: { order: `${order},objectId`, limit: '25', keys: 'name,score,profile.level' } }),
    ),
  ];
}

const isNear = (operand: unknown): boolean => typeof operand === 'object' && operand !== null && '$nearSphere' in operand;
