import { FIELD_TYPES } from '@parlance/values';
import { family, pointer } from './family.ts';

const { String, Array } = FIELD_TYPES;
const RED = pointer('Team', 'red');
const BLUE = pointer('Team', 'blue');

export const membership = family(
  'Membership',
  { name: String, tags: Array, teams: Array, team: { type: 'Pointer', targetClass: 'Team' } },
  {
    ann: { name: 'Ann', tags: ['x', 'y'], team: RED, teams: [RED, BLUE] },
    bob: { name: 'Bob', tags: ['y', { a: 1, b: 2 }], team: BLUE, teams: [BLUE] },
    cat: { name: 'Cat', tags: [], teams: [] },
    nil: { name: null, tags: [null], team: null },
    non: {},
  },
  [
    {
      title: 'QRY-06 $in',
      where: { name: { $in: ['Ann', 'Cat', 'Zoe'] } },
      ids: ['ann', 'cat'],
      filter: { name: { $in: ['Ann', 'Cat', 'Zoe'] } },
    },
    {
      title: 'QRY-06 $nin, where null and absent remain',
      where: { name: { $nin: ['Ann', 'Cat'] } },
      ids: ['bob', 'nil', 'non'],
      filter: { name: { $nin: ['Ann', 'Cat'] } },
    },
    {
      title: 'null in $in finds absent too',
      where: { name: { $in: [null, 'Ann'] } },
      ids: ['ann', 'nil', 'non'],
      filter: { name: { $in: [null, 'Ann'] } },
    },
    {
      title: 'null in $nin leaves absent out',
      where: { name: { $nin: [null] } },
      ids: ['ann', 'bob', 'cat'],
      filter: { name: { $nin: [null] } },
    },
    { title: '$in of nothing', where: { name: { $in: [] } }, ids: [], filter: { name: { $in: [] } } },
    { title: '$nin of nothing', where: { name: { $nin: [] } }, ids: ['ann', 'bob', 'cat', 'nil', 'non'], filter: { name: { $nin: [] } } },
    { title: '$in on a list', where: { tags: { $in: ['x', 'z'] } }, ids: ['ann'], filter: { tags: { $in: ['x', 'z'] } } },
    { title: '$nin on a list', where: { tags: { $nin: ['x'] } }, ids: ['bob', 'cat', 'nil', 'non'], filter: { tags: { $nin: ['x'] } } },
    {
      title: 'a dictionary in a list',
      where: { tags: { $in: [{ a: 1, b: 2 }] } },
      ids: ['bob'],
      filter: { tags: { $in: [{ a: 1, b: 2 }] } },
    },
    {
      title: 'a dictionary with keys in another order is another',
      where: { tags: { $in: [{ b: 2, a: 1 }] } },
      ids: [],
      filter: { tags: { $in: [{ b: 2, a: 1 }] } },
    },
    {
      title: 'QRY-16 $in with pointers',
      where: { team: { $in: [RED, BLUE] } },
      ids: ['ann', 'bob'],
      filter: { _p_team: { $in: ['Team$red', 'Team$blue'] } },
    },
    {
      title: 'QRY-62 $nin with pointers',
      where: { team: { $nin: [RED] } },
      ids: ['bob', 'cat', 'nil', 'non'],
      filter: { _p_team: { $nin: ['Team$red'] } },
    },
    {
      title: 'what is no pointer is passed over',
      where: { team: { $in: [RED, true, 7] } },
      ids: ['ann'],
      filter: { _p_team: { $in: ['Team$red'] } },
    },
    {
      title: '$in with ids of pointers',
      where: { team: { $in: ['red', 'blue', 7] } },
      ids: ['ann', 'bob'],
      filter: { _p_team: { $in: ['Team$red', 'Team$blue'] } },
    },
    {
      title: '$nin with an id and a pointer',
      where: { team: { $nin: ['red', BLUE] } },
      ids: ['cat', 'nil', 'non'],
      filter: { _p_team: { $nin: ['Team$red', 'Team$blue'] } },
    },
    {
      title: 'an id with another than its class is no id',
      where: { team: { $in: ['Team$red'] } },
      ids: [],
      filter: { _p_team: { $in: ['Team$Team$red'] } },
    },
    { title: 'an id for a pointer', where: { team: 'red' }, ids: ['ann'], filter: { _p_team: { $eq: 'Team$red' } } },
    {
      title: '$ne with an id for a pointer',
      where: { team: { $ne: 'red' } },
      ids: ['bob', 'cat', 'nil', 'non'],
      filter: { _p_team: { $ne: 'Team$red' } },
    },
    { title: 'an id is no pointer in a list', where: { teams: { $in: ['red'] } }, ids: [], filter: { teams: { $in: ['red'] } } },
    { title: 'QRY-16 a pointer in a list of pointers', where: { teams: RED }, ids: ['ann'], filter: { teams: { $eq: RED } } },
    {
      title: 'QRY-16 any of some pointers in a list',
      where: { teams: { $in: [RED, BLUE] } },
      ids: ['ann', 'bob'],
      filter: { teams: { $in: [RED, BLUE] } },
    },
    {
      title: 'QRY-62 $ne on a list of pointers',
      where: { teams: { $ne: RED } },
      ids: ['bob', 'cat', 'nil', 'non'],
      filter: { teams: { $ne: RED } },
    },
    {
      title: 'QRY-62 $nin on a list of pointers',
      where: { teams: { $nin: [RED, BLUE] } },
      ids: ['cat', 'nil', 'non'],
      filter: { teams: { $nin: [RED, BLUE] } },
    },
  ],
);
