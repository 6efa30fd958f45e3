import { find, get, request } from '../requests.ts';
import type { Subject } from '../subject.ts';
import { call, signUp } from './cloud-words.ts';

const CHANGES = ['narrow', 'limit', 'order', 'keys', 'replace', 'object', 'list', 'none', 'throw', 'other'];
const RESULTS = ['filter', 'change', 'unset', 'nothing', 'empty', 'other', 'unsaved', 'throw', 'later', 'untouched'];

export const foundByTriggers: Subject = {
  title: 'finds that triggers change',
  profile: 'cloud',
  comparesTexts: true,
  fixtures: {
    Sought: Object.fromEntries(
      CHANGES.flatMap((how) => ['one', 'two', 'three'].map((name, at) => [`sought${how}${name}`, { how, name, at }])),
    ),
    Found: Object.fromEntries(RESULTS.flatMap((how) => ['one', 'two'].map((name, at) => [`found${how}${name}`, { how, name, at }]))),
    Instead: { insteadOne: { n: 1 } },
    Passing: { passingOne: { n: 1 }, passingTwo: { n: 2 }, passingHidden: { n: 3, ACL: {} } },
  },
  steps: [
    ...CHANGES.flatMap((how) => [
      find(`beforeFind: ${how}`, 'Sought', { where: { how }, order: 'at' }),
      find(`beforeFind of a count: ${how}`, 'Sought', { where: { how }, count: 1, limit: 0 }),
    ]),
    find('beforeFind as the master: throw', 'Sought', { where: { how: 'throw' } }, { as: 'master' }),
    ...RESULTS.map((how) => find(`afterFind: ${how}`, 'Found', { where: { how }, order: 'at' })),
    ...RESULTS.map((how) => find(`afterFind of a count: ${how}`, 'Found', { where: { how }, count: 1, limit: 0 })),
    ...['change', 'unset', 'filter', 'throw', 'nothing'].map((how) => get(`afterFind of a get: ${how}`, `Found/{{found${how}one}}`)),
    signUp('finder'),
    find('facts of a find', 'Passing', { order: 'n' }),
    find('facts of a find by a user', 'Passing', { order: 'n' }, { session: 'finder' }),
    find('facts of a find by the master', 'Passing', { order: 'n' }, { as: 'master' }),
    find('facts of a find with a context', 'Passing', { order: 'n' }, { headers: { 'X-Parse-Cloud-Context': '{"sent":"found"}' } }),
    get('facts of a get', 'Passing/{{passingOne}}'),
    get('facts of a get of a hidden object', 'Passing/{{passingHidden}}'),
    find('distinct is no find', 'Passing', { where: { n: 1 }, keys: 'n' }),
    ...CHANGES.map((how) =>
      request(`beforeFind of a distinct: ${how}`, 'GET', '/aggregate/Sought', {
        query: { distinct: 'name', where: { how } },
        as: 'master',
      }),
    ),
    ...CHANGES.map((how) =>
      request(`beforeFind of a pipeline: ${how}`, 'GET', '/aggregate/Sought', {
        query: { pipeline: [{ $match: { how } }, { $count: how === 'throw' ? 'refused' : 'n' }] },
        as: 'master',
      }),
    ),
    request('beforeFind of a pipeline that it answers', 'GET', '/aggregate/Sought', {
      query: { pipeline: [{ $match: { how: 'none' } }, { $count: 'answered' }] },
      as: 'master',
    }),
    ...RESULTS.map((how) =>
      request(`no afterFind of a distinct: ${how}`, 'GET', '/aggregate/Found', {
        query: { distinct: 'name', where: { how } },
        as: 'master',
      }),
    ),
    request('no afterFind of a pipeline', 'GET', '/aggregate/Found', { query: { $match: { how: 'empty' }, $count: 'n' }, as: 'master' }),
    request('afterFind of objects in the place of rows', 'GET', '/aggregate/Instead', {
      query: { pipeline: [{ $match: { n: 1 } }] },
      as: 'master',
    }),
    request('afterFind of objects in the place of values', 'GET', '/aggregate/Instead', { query: { distinct: 'n' }, as: 'master' }),
    call('a find of code runs triggers', 'find', { className: 'Sought', where: { how: 'narrow' } }),
    call('a find of code hears their errors', 'find', { className: 'Sought', where: { how: 'throw' } }),
    request('an included object is found too', 'POST', '/classes/Including', {
      body: { to: { __type: 'Pointer', className: 'Found', objectId: '{{foundchangeone}}' } },
    }),
    find('an include', 'Including', { include: 'to' }),
  ],
};
