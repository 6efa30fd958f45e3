import type { Document } from '@parlance/mongo';
import { isInternalCollection, platformClass } from '@parlance/platform-classes';
import { emptySchema } from '@parlance/values';
import type { Finding } from '../finding.ts';
import { contradictionsOf, type MemberRow } from './contradictions.ts';
import type { Bounds, Examination, Looking } from './looking.ts';

/**
 * Whether the objects of each class are as their description says: the types of all members, counted by the database. A sample of each class, or
 * all of it.
 */
export const contents: Examination = {
  subject: 'objects',
  async *look(looking: Looking): AsyncIterable<Finding> {
    const names = [...looking.collections].filter((name) => isLooked(name, looking)).sort();
    for (const [at, name] of names.entries()) {
      looking.progress(`${name} (${at + 1} of ${names.length})`);
      const total = await looking.database.estimatedCount(name);
      if (total === 0) continue;
      const rows = (await looking.database.rows(name, membersPipeline(looking.bounds, total))) as unknown as readonly MemberRow[];
      const schema = looking.classes.get(name) ?? emptySchema(name);
      const { sample } = looking.bounds;
      const looked = sample === undefined || sample >= total ? 'all' : `${sample.toLocaleString('en')} of ${total.toLocaleString('en')}`;
      yield* contradictionsOf(schema, rows, looked);
    }
  },
};

/** Classes that are described, and those of the platform. Collections beside them are told by another examination. */
function isLooked(name: string, { classes }: Looking): boolean {
  return !isInternalCollection(name) && (classes.has(name) || platformClass(name)?.described === true);
}

/**
 * One row for each member and BSON type: `{_id: {member, type, target?, isPlace?}, count, first, last}`. `target` is the class that a stored
 * pointer names; `isPlace` says of an array that it is two numbers.
 */
export function membersPipeline({ sample }: Bounds, total: number): Document[] {
  const value = '$member.v';
  const type = { $type: value };
  const isText = { $eq: [type, 'string'] };
  const isPointer = { $and: [isText, { $eq: [{ $substrCP: ['$member.k', 0, 3] }, '_p_'] }] };
  const isPlace = {
    $and: [{ $eq: [{ $size: value }, 2] }, { $isNumber: { $arrayElemAt: [value, 0] } }, { $isNumber: { $arrayElemAt: [value, 1] } }],
  };
  return [
    ...(sample === undefined || sample >= total ? [] : [{ $sample: { size: sample } }]),
    { $project: { member: { $objectToArray: '$$ROOT' } } },
    { $unwind: '$member' },
    {
      $group: {
        _id: {
          member: '$member.k',
          type,
          target: {
            $cond: [isPointer, { $arrayElemAt: [{ $split: [{ $cond: [isText, value, ''] }, { $literal: '$' }] }, 0] }, '$$REMOVE'],
          },
          isPlace: { $cond: [{ $isArray: [value] }, isPlace, '$$REMOVE'] },
        },
        count: { $sum: 1 },
        first: { $min: '$_id' },
        last: { $max: '$_id' },
      },
    },
    { $sort: { _id: 1 } },
  ];
}
