import { FIELD_TYPES } from '@parlance/values';
import { date, family, file, pointer } from './family.ts';

const { Array } = FIELD_TYPES;
const RED = pointer('Team', 'red');
const BLUE = pointer('Team', 'blue');

export const lists = family(
  'Lists',
  { list: Array, teams: Array, files: Array },
  {
    two: { list: [1, 2], teams: [RED, BLUE] },
    tag: { list: ['#parse', '#ftw', '#x'], teams: [RED], files: [file('x.txt', 'http://h/x.txt')] },
    deep: { list: [[1, 2], { a: 1 }] },
    mixed: { list: [2, 'two', null, true, date('2020-01-01T00:00:00.000Z')] },
    empty: { list: [], teams: [] },
    non: {},
  },
  [
    { title: 'QRY-08 a list that contains', where: { list: 2 }, ids: ['mixed', 'two'], filter: { list: { $eq: 2 } } },
    {
      title: 'QRY-08 a list that does not contain',
      where: { list: { $ne: 2 } },
      ids: ['deep', 'empty', 'non', 'tag'],
      filter: { list: { $ne: 2 } },
    },
    { title: 'null is contained, or the list absent', where: { list: null }, ids: ['mixed', 'non'], filter: { list: { $eq: null } } },
    {
      title: 'a date in a list',
      where: { list: date('2020-01-01T00:00:00.000Z') },
      ids: ['mixed'],
      filter: { list: { $eq: new Date('2020-01-01T00:00:00.000Z') } },
    },
    {
      title: 'a file in a list as it was sent, url included',
      where: { files: file('x.txt', 'http://h/x.txt') },
      ids: ['tag'],
      filter: { files: { $eq: file('x.txt', 'http://h/x.txt') } },
    },
    { title: 'and not without it', where: { files: file('x.txt') }, ids: [], filter: { files: { $eq: file('x.txt') } } },
    { title: 'QRY-10 $all', where: { list: { $all: ['#parse', '#ftw'] } }, ids: ['tag'], filter: { list: { $all: ['#parse', '#ftw'] } } },
    {
      title: 'QRY-09 $all with ten items',
      where: { list: { $all: [1, 2, 1, 2, 1, 2, 1, 2, 1, 2] } },
      ids: ['two'],
      filter: { list: { $all: [1, 2, 1, 2, 1, 2, 1, 2, 1, 2] } },
    },
    { title: '$all of nothing finds nothing', where: { list: { $all: [] } }, ids: [], filter: { list: { $all: [] } } },
    { title: '$all with pointers', where: { teams: { $all: [BLUE, RED] } }, ids: ['two'], filter: { teams: { $all: [BLUE, RED] } } },
    { title: '$all with a dictionary', where: { list: { $all: [{ a: 1 }] } }, ids: ['deep'], filter: { list: { $all: [{ a: 1 }] } } },
    {
      title: '$all of beginnings',
      where: { list: { $all: [{ $regex: '^\\Q#par\\E' }, { $regex: '^\\Q#F\\E', $options: 'i' }] } },
      ids: ['tag'],
      filter: { list: { $regex: '^\\#par' }, $and: [{ list: { $regex: '^\\#F', $options: 'i' } }] },
    },
    {
      title: '$containedBy finds the empty and the absent list too',
      where: { list: { $containedBy: [1, 2, 3] } },
      ids: ['empty', 'non', 'two'],
      filter: { list: { $not: { $elemMatch: { $nin: [1, 2, 3] } } } },
    },
    {
      title: '$containedBy with pointers',
      where: { teams: { $containedBy: [RED] } },
      ids: ['deep', 'empty', 'mixed', 'non', 'tag'],
      filter: { teams: { $not: { $elemMatch: { $nin: [RED] } } } },
    },
  ],
);
