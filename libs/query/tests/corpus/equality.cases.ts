import { FIELD_TYPES } from '@parlance/values';
import { date, family, file, geoPoint, NOWHERE, pointer } from './family.ts';

const { String, Number, Boolean, Date, GeoPoint, File, Bytes, Polygon } = FIELD_TYPES;
const TRIANGLE = { __type: 'Polygon', coordinates: [[0, 0], [0, 2], [2, 2]] }; // prettier-ignore

export const equality = family(
  'Equality',
  {
    name: String,
    score: Number,
    done: Boolean,
    at: Date,
    place: GeoPoint,
    photo: File,
    data: Bytes,
    area: Polygon,
    team: { type: 'Pointer', targetClass: 'Team' },
  },
  {
    ann: { name: 'Ann', score: 1, done: true, at: date('2020-01-02T03:04:05.678Z'), team: pointer('Team', 'red') },
    bob: { name: 'Bob', score: 1.5, done: false, team: pointer('Team', 'blue'), place: geoPoint(41.9, 12.5) },
    cat: { name: 'ann', score: 0, photo: file('x_f.txt'), data: { __type: 'Bytes', base64: 'aGVsbG8=' }, area: TRIANGLE },
    nil: { name: null, score: null, team: null, at: null },
    non: {},
  },
  [
    { title: 'QRY-04 text is compared exactly', where: { name: 'Ann' }, ids: ['ann'], filter: { name: { $eq: 'Ann' } } },
    { title: 'QRY-04 numbers by value', where: { score: 1.0 }, ids: ['ann'], filter: { score: { $eq: 1 } } },
    { title: 'zero is not absent', where: { score: 0 }, ids: ['cat'], filter: { score: { $eq: 0 } } },
    { title: 'booleans', where: { done: false }, ids: ['bob'], filter: { done: { $eq: false } } },
    { title: 'null finds null and absent', where: { name: null }, ids: ['nil', 'non'], filter: { name: { $eq: null } } },
    {
      title: 'QRY-04 dates to the millisecond',
      where: { at: date('2020-01-02T03:04:05.678Z') },
      ids: ['ann'],
      filter: { at: { $eq: new globalThis.Date('2020-01-02T03:04:05.678Z') } },
    },
    { title: '$eq is plain equality', where: { name: { $eq: 'Bob' } }, ids: ['bob'], filter: { name: { $eq: 'Bob' } } },
    {
      title: 'QRY-04 $ne finds null and absent too',
      where: { name: { $ne: 'Ann' } },
      ids: ['bob', 'cat', 'nil', 'non'],
      filter: { name: { $ne: 'Ann' } },
    },
    { title: '$ne null finds what is set', where: { name: { $ne: null } }, ids: ['ann', 'bob', 'cat'], filter: { name: { $ne: null } } },
    {
      title: 'QRY-15 a pointer by class and id',
      where: { team: pointer('Team', 'red') },
      ids: ['ann'],
      filter: { _p_team: { $eq: 'Team$red' } },
    },
    {
      title: 'a pointer to another class finds nothing',
      where: { team: pointer('Post', 'red') },
      ids: [],
      filter: { _p_team: { $eq: 'Post$red' } },
    },
    {
      title: 'the stored text of a pointer is no pointer',
      where: { team: 'Team$red' },
      ids: [],
      filter: { _p_team: { $eq: 'Team$Team$red' } },
    },
    { title: 'what is no pointer at all', where: { team: 5 }, ids: [], filter: NOWHERE },
    {
      title: 'QRY-62 $ne with a pointer',
      where: { team: { $ne: pointer('Team', 'red') } },
      ids: ['bob', 'cat', 'nil', 'non'],
      filter: { _p_team: { $ne: 'Team$red' } },
    },
    {
      title: '$ne with what is no pointer finds all',
      where: { team: { $ne: 5 } },
      ids: ['ann', 'bob', 'cat', 'nil', 'non'],
      filter: {},
    },
    { title: 'a null pointer, or none', where: { team: null }, ids: ['cat', 'nil', 'non'], filter: { _p_team: { $eq: null } } },
    { title: 'a GeoPoint', where: { place: geoPoint(41.9, 12.5) }, ids: ['bob'], filter: { place: { $eq: [12.5, 41.9] } } },
    { title: 'a coordinate is no GeoPoint', where: { place: 12.5 }, ids: [], filter: NOWHERE },
    {
      title: 'a file by its name',
      where: { photo: file('x_f.txt', 'http://anywhere/') },
      ids: ['cat'],
      filter: { photo: { $eq: 'x_f.txt' } },
    },
    { title: 'a file name is no file', where: { photo: 'x_f.txt' }, ids: [], filter: NOWHERE },
    {
      title: 'bytes',
      where: { data: { __type: 'Bytes', base64: 'aGVsbG8=' } },
      ids: ['cat'],
      filter: { data: { $eq: Buffer.from('hello') } },
    },
    {
      title: 'a polygon, whoever closes it',
      where: { area: TRIANGLE },
      ids: ['cat'],
      filter: { area: { $eq: { type: 'Polygon', coordinates: [[[0, 0], [2, 0], [2, 2], [0, 0]]] } } }, // prettier-ignore
    },
    { title: 'another type is never equal', where: { score: '1' }, ids: [], filter: { score: { $eq: '1' } } },
    { title: 'an unknown field', where: { unknown: 1 }, ids: [], filter: { unknown: { $eq: 1 } } },
    { title: 'QRY-58 objectId', where: { objectId: 'bob' }, ids: ['bob'], filter: { _id: { $eq: 'bob' } } },
    { title: 'no constraint finds all', where: {}, ids: ['ann', 'bob', 'cat', 'nil', 'non'], filter: {} },
  ],
);
