import { FIELD_TYPES } from '@parlance/values';
import { date, family } from './family.ts';

const { String, Number, Date, Array } = FIELD_TYPES;
const day = (n: number) => new globalThis.Date(Date_(n));
const Date_ = (n: number) => `2020-01-0${n}T00:00:00.000Z`;

export const comparison = family(
  'Comparison',
  { n: Number, s: String, at: Date, list: Array },
  {
    one: { n: 1, s: 'a', at: date(Date_(1)), createdAt: date(Date_(1)), list: [1, 9] },
    two: { n: 2, s: 'B', at: date(Date_(2)), createdAt: date(Date_(2)), list: ['x', 4] },
    ten: { n: 10, s: '\u{10ffff}', at: date(Date_(3)), createdAt: date(Date_(3)), list: [] },
    neg: { n: -0.5, s: '\uffff', at: null, createdAt: date(Date_(4)) },
    non: { createdAt: date(Date_(5)) },
  },
  [
    { title: 'QRY-04 $lt', where: { n: { $lt: 2 } }, ids: ['neg', 'one'], filter: { n: { $lt: 2 } } },
    { title: 'QRY-04 $lte', where: { n: { $lte: 2 } }, ids: ['neg', 'one', 'two'], filter: { n: { $lte: 2 } } },
    { title: 'QRY-04 $gt', where: { n: { $gt: 2 } }, ids: ['ten'], filter: { n: { $gt: 2 } } },
    { title: 'QRY-04 $gte', where: { n: { $gte: 2 } }, ids: ['ten', 'two'], filter: { n: { $gte: 2 } } },
    {
      title: 'QRY-05 both ends of a range',
      where: { n: { $gte: 1, $lte: 10 } },
      ids: ['one', 'ten', 'two'].sort(),
      filter: { n: { $gte: 1, $lte: 10 } },
    },
    { title: 'QRY-04 text by code point', where: { s: { $gt: 'B' } }, ids: ['neg', 'one', 'ten'], filter: { s: { $gt: 'B' } } },
    {
      title: 'QRY-04 text beyond the basic plane is highest',
      where: { s: { $gt: '\uffff' } },
      ids: ['ten'],
      filter: { s: { $gt: '\uffff' } },
    },
    { title: 'QRY-04 dates', where: { at: { $gte: date(Date_(2)) } }, ids: ['ten', 'two'], filter: { at: { $gte: day(2) } } },
    {
      title: 'QRY-23 QRY-54 createdAt by typed date',
      where: { createdAt: { $gt: date(Date_(3)) } },
      ids: ['neg', 'non'],
      filter: { _created_at: { $gt: day(3) } },
    },
    {
      title: 'QRY-23 createdAt by text, as clients read it',
      where: { createdAt: { $lte: Date_(2) } },
      ids: ['one', 'two'],
      filter: { _created_at: { $lte: day(2) } },
    },
    { title: 'QRY-23 createdAt equal to text', where: { createdAt: Date_(2) }, ids: ['two'], filter: { _created_at: { $eq: day(2) } } },
    { title: 'QRY-59 objectId', where: { objectId: { $gt: 'one' } }, ids: ['ten', 'two'], filter: { _id: { $gt: 'one' } } },
    { title: 'a list by any of its elements', where: { list: { $gt: 3 } }, ids: ['one', 'two'], filter: { list: { $gt: 3 } } },
    {
      title: 'two ends may be met by different elements',
      where: { list: { $gt: 3, $lt: 2 } },
      ids: ['one'],
      filter: { list: { $gt: 3, $lt: 2 } },
    },
    { title: 'numbers have no order with text', where: { list: { $gt: 'a' } }, ids: ['two'], filter: { list: { $gt: 'a' } } },
  ],
);
