import { FIELD_TYPES } from '@parlance/values';
import { date, family, geoPoint, NOWHERE, pointer } from './family.ts';

const { Array, GeoPoint, Object: Dictionary } = FIELD_TYPES;

export const paths = family(
  'Paths',
  { stats: Dictionary, list: Array, place: GeoPoint, team: { type: 'Pointer', targetClass: 'Team' } },
  {
    won: { stats: { wins: 5, at: date('2020-01-01T00:00:00.000Z'), by: pointer('Team', 'red') }, list: [{ n: 1 }, { n: 2 }] },
    lost: { stats: { wins: 0, tags: ['a', { b: 1 }] }, list: [[7, 8], { n: [3] }], team: pointer('Team', 'red') },
    flat: { stats: {}, list: [1, 2], place: geoPoint(1, 2) },
    empty: { stats: { wins: null }, list: [] },
    non: {},
  },
  [
    { title: 'a member of a dictionary', where: { 'stats.wins': { $gt: 3 } }, ids: ['won'], filter: { 'stats.wins': { $gt: 3 } } },
    { title: 'null or no member', where: { 'stats.wins': null }, ids: ['empty', 'flat', 'non'], filter: { 'stats.wins': { $eq: null } } },
    {
      title: 'a date in a dictionary',
      where: { 'stats.at': date('2020-01-01T00:00:00.000Z') },
      ids: ['won'],
      filter: { 'stats.at': { $eq: new Date('2020-01-01T00:00:00.000Z') } },
    },
    {
      title: 'a pointer in a dictionary',
      where: { 'stats.by': pointer('Team', 'red') },
      ids: ['won'],
      filter: { 'stats.by': { $eq: pointer('Team', 'red') } },
    },
    {
      title: 'what a pointer in a dictionary is made of',
      where: { 'stats.by.objectId': 'red' },
      ids: ['won'],
      filter: { 'stats.by.objectId': { $eq: 'red' } },
    },
    { title: 'a list in a dictionary', where: { 'stats.tags': 'a' }, ids: ['lost'], filter: { 'stats.tags': { $eq: 'a' } } },
    { title: 'a member of dictionaries in a list', where: { 'list.n': 2 }, ids: ['won'], filter: { 'list.n': { $eq: 2 } } },
    { title: 'a list in dictionaries in a list', where: { 'list.n': 3 }, ids: ['lost'], filter: { 'list.n': { $eq: 3 } } },
    { title: 'a place in a list', where: { 'list.0': 1 }, ids: ['flat'], filter: { 'list.0': { $eq: 1 } } },
    { title: 'a place in a list in a list', where: { 'list.0.1': 8 }, ids: ['lost'], filter: { 'list.0.1': { $eq: 8 } } },
    { title: 'a list found by its place is not looked into', where: { 'list.0': 7 }, ids: [], filter: { 'list.0': { $eq: 7 } } },
    { title: 'a member at a place', where: { 'list.1.n': { $in: [2, 3] } }, ids: ['lost', 'won'], filter: { 'list.1.n': { $in: [2, 3] } } },
    {
      title: 'lists without dictionaries have no members, not even absent ones',
      where: { 'list.n': null },
      ids: ['non'],
      filter: { 'list.n': { $eq: null } },
    },
    {
      title: '$ne is true of them',
      where: { 'list.n': { $ne: 1 } },
      ids: ['empty', 'flat', 'lost', 'non'],
      filter: { 'list.n': { $ne: 1 } },
    },
    { title: 'a path through a pointer finds nothing', where: { 'team.objectId': 'red' }, ids: [], filter: NOWHERE },
    {
      title: 'nor is anything there unequal',
      where: { 'team.objectId': { $ne: 'red' } },
      ids: ['empty', 'flat', 'lost', 'non', 'won'],
      filter: {},
    },
    { title: 'a GeoPoint has no inside', where: { 'place.0': 2 }, ids: [], filter: NOWHERE },
    { title: 'a date has none', where: { 'createdAt.x': null, stats: null }, ids: ['non'], filter: { stats: { $eq: null } } },
  ],
);
