import { FIELD_TYPES } from '@parlance/values';
import { family, NOWHERE } from './family.ts';

const { Number, String } = FIELD_TYPES;

export const groups = family(
  'Groups',
  { wins: Number, name: String, order: Number },
  { few: { wins: 1, name: 'a', order: 5 }, some: { wins: 50, name: 'a' }, many: { wins: 200, name: 'b' }, non: {} },
  [
    {
      title: 'QRY-40 $or of two ranges, each object once',
      where: { $or: [{ wins: { $gt: 150 } }, { wins: { $lt: 5 } }, { name: 'b' }] },
      ids: ['few', 'many'],
      filter: { $or: [{ wins: { $gt: 150 } }, { wins: { $lt: 5 } }, { name: { $eq: 'b' } }] },
    },
    {
      title: 'QRY-40 a constraint beside $or restricts the whole',
      where: { $or: [{ wins: { $gt: 150 } }, { wins: { $lt: 5 } }], name: 'a' },
      ids: ['few'],
      filter: { $or: [{ wins: { $gt: 150 } }, { wins: { $lt: 5 } }], name: { $eq: 'a' } },
    },
    {
      title: '$and flattens',
      where: { $and: [{ wins: { $gt: 5 } }, { wins: { $lt: 100 } }] },
      ids: ['some'],
      filter: { wins: { $gt: 5, $lt: 100 } },
    },
    {
      title: '$and with one operator twice',
      where: { $and: [{ wins: { $gt: 5 } }, { wins: { $gt: 60 } }] },
      ids: ['many'],
      filter: { wins: { $gt: 5 }, $and: [{ wins: { $gt: 60 } }] },
    },
    {
      title: '$nor',
      where: { $nor: [{ wins: { $gt: 150 } }, { name: 'a' }] },
      ids: ['non'],
      filter: { $nor: [{ wins: { $gt: 150 } }, { name: { $eq: 'a' } }] },
    },
    {
      title: 'two $or in an $and',
      where: { $and: [{ $or: [{ wins: 1 }, { wins: 50 }] }, { $or: [{ wins: 50 }, { wins: 200 }] }] },
      ids: ['some'],
      filter: { $or: [{ wins: { $eq: 1 } }, { wins: { $eq: 50 } }], $and: [{ $or: [{ wins: { $eq: 50 } }, { wins: { $eq: 200 } }] }] },
    },
    {
      title: 'a field may have the name of a paging word',
      where: { $or: [{ order: 5 }] },
      ids: ['few'],
      filter: { $or: [{ order: { $eq: 5 } }] },
    },
    { title: 'an empty branch of $or is everything', where: { $or: [{}, { wins: 1 }] }, ids: ['few', 'many', 'non', 'some'], filter: {} },
    { title: 'an empty branch of $nor is nothing', where: { $nor: [{}] }, ids: [], filter: NOWHERE },
    {
      title: 'an $or in an $or is one',
      where: { $or: [{ $or: [{ wins: 1 }, { wins: 50 }] }, { wins: 200 }] },
      ids: ['few', 'many', 'some'],
      filter: { $or: [{ wins: { $eq: 1 } }, { wins: { $eq: 50 } }, { wins: { $eq: 200 } }] },
    },
    {
      title: 'QRY-52 constraints that contradict each other',
      where: { wins: { $eq: 1, $in: [50] } },
      ids: [],
      filter: { wins: { $eq: 1, $in: [50] } },
    },
  ],
);
