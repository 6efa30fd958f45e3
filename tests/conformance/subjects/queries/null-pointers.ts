import { changed, get, update, wheres } from '../../requests.ts';
import type { Subject } from '../../subject.ts';
import { pointer } from '../../values.ts';

export const nullPointers: Subject = {
  title: 'queries for pointers that are null',
  fixtures: {
    QueryNullTeam: { team: { city: 'Rome' } },
    QueryNull: {
      set: { name: 'set', team: pointer('QueryNullTeam', '{{team}}') },
      never: { name: 'never' },
      born: { name: 'born', team: null },
    },
  },
  steps: [
    get('null from the beginning', 'QueryNull/{{born}}'),
    update('set to null', 'QueryNull/{{set}}', { team: null }),
    get('set to null, read again', 'QueryNull/{{set}}'),
    ...wheres('QueryNull', {
      'null in a change': { name: 'set', team: null },
      'null from the beginning, found': { name: 'born', team: null },
      'null that was never set': { name: 'never', team: null },
      'null in a change, $exists': { name: 'set', team: { $exists: true } },
      'null from the beginning, $exists': { name: 'born', team: { $exists: true } },
      'never set, $exists': { name: 'never', team: { $exists: true } },
    }),
    ...changed('a pointer again', 'QueryNull/{{born}}', { team: pointer('QueryNullTeam', '{{team}}') }),
  ],
};
