import { create, find, get, request, update } from '../requests.ts';
import type { Subject } from '../subject.ts';

export const strictSettings: Subject = {
  title: 'classes closed, ids open, limits low',
  profile: 'strict',
  before: [request('StrictGame', 'POST', '/schemas/StrictGame', { as: 'master', body: { fields: { n: { type: 'Number' } } } })],
  fixtures: { StrictGame: Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`game${n}`, { objectId: `game${n}`, n }])) },
  steps: [
    create('a new class by a client', 'StrictNew', { n: 1 }),
    find('a find in a missing class', 'StrictNew'),
    get('a get from a missing class', 'StrictNew/nothing123'),
    update('an update in a missing class', 'StrictNew/nothing123', { n: 1 }),
    create('a new class by the master', 'StrictNew', { objectId: 'first', n: 1 }, { as: 'master' }),
    find('a find in the class the master made', 'StrictNew'),
    create('an id of one’s own', 'StrictGame', { objectId: 'mine', n: 10 }, { save: 'mine' }),
    get('an id of one’s own, read', 'StrictGame/mine'),
    create('the same id again', 'StrictGame', { objectId: 'mine', n: 11 }),
    create('an empty id', 'StrictGame', { objectId: '' }),
    create('no id', 'StrictGame', { n: 12 }, { view: (body) => ({ members: Object.keys(body as object).sort() }) }),
    create('null for an id', 'StrictGame', { objectId: null, n: 13 }),
    create('a number for an id', 'StrictGame', { objectId: 5, n: 13 }),
    create('an id with a slash', 'StrictGame', { objectId: 'a/b', n: 14 }),
    create('a new field', 'StrictGame', { objectId: 'fresh', fresh: 1 }),
    find('the default limit', 'StrictGame', { order: 'objectId', where: { objectId: { $regex: '^game' } } }),
    find('a limit below the highest', 'StrictGame', { order: 'objectId', limit: 4, where: { objectId: { $regex: '^game' } } }),
    find('a limit above the highest', 'StrictGame', { order: 'objectId', limit: 100, where: { objectId: { $regex: '^game' } } }),
    find('a count above the highest limit', 'StrictGame', { count: 1, limit: 0, where: { objectId: { $regex: '^game' } } }),
    find('no results', 'StrictGame', { limit: 0 }),
    request('a batch of ids', 'POST', '/batch', {
      body: {
        requests: [
          { method: 'POST', path: '/parse/classes/StrictGame', body: { objectId: 'part1', n: 1 } },
          { method: 'POST', path: '/parse/classes/StrictGame', body: { objectId: 'game1', n: 1 } },
        ],
      },
    }),
  ],
};
