import { FIELD_TYPES } from '@parlance/values';
import { family, NOWHERE, pointer } from './family.ts';

const { String, Array, Object: Dictionary } = FIELD_TYPES;

export const existence = family(
  'Existence',
  { name: String, list: Array, o: Dictionary, team: { type: 'Pointer', targetClass: 'Team' } },
  {
    set: { name: 'x', list: [], o: { k: 1 }, team: pointer('Team', 'red') },
    nil: { name: null, list: null, o: { k: null }, team: null },
    non: { o: {} },
  },
  [
    { title: 'QRY-07 null counts as set', where: { name: { $exists: true } }, ids: ['nil', 'set'], filter: { name: { $exists: true } } },
    { title: 'QRY-07 unset', where: { name: { $exists: false } }, ids: ['non'], filter: { name: { $exists: false } } },
    { title: 'QRY-07 pointers', where: { team: { $exists: true } }, ids: ['nil', 'set'], filter: { _p_team: { $exists: true } } },
    { title: 'QRY-07 unset pointers', where: { team: { $exists: false } }, ids: ['non'], filter: { _p_team: { $exists: false } } },
    { title: 'an empty list is set', where: { list: { $exists: true } }, ids: ['nil', 'set'], filter: { list: { $exists: true } } },
    { title: 'a member of a dictionary', where: { 'o.k': { $exists: true } }, ids: ['nil', 'set'], filter: { 'o.k': { $exists: true } } },
    { title: 'a path through a pointer leads nowhere', where: { 'team.objectId': { $exists: true } }, ids: [], filter: NOWHERE },
    { title: 'which is where nothing exists', where: { 'team.objectId': { $exists: false } }, ids: ['nil', 'non', 'set'], filter: {} },
    {
      title: 'createdAt',
      where: { createdAt: { $exists: true }, name: 'x' },
      ids: ['set'],
      filter: { _created_at: { $exists: true }, name: { $eq: 'x' } },
    },
  ],
);
