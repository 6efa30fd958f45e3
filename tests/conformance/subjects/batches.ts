import { find, request } from '../requests.ts';
import type { Step, Subject } from '../subject.ts';
import { addRelation, increment, op, pointer } from '../values.ts';

const part = (method: string, path: string, body?: unknown) => ({ method, path: `/parse${path}`, ...(body === undefined ? {} : { body }) });
const batch = (title: string, requests: unknown, more: Partial<Step> = {}): Step =>
  request(title, 'POST', '/batch', { body: { requests }, ...more });

export const batches: Subject = {
  title: 'batches',
  fixtures: { BatchGame: { one: { n: 1, s: 'a' }, two: { n: 2 }, locked: { n: 3, ACL: {} } } },
  steps: [
    batch('creates', [part('POST', '/classes/BatchGame', { n: 10 }), part('POST', '/classes/BatchGame', { n: 11 })], {
      save: ['ten', 'eleven'],
    }),
    find('what creates made', 'BatchGame', { where: { n: { $gte: 10 } } }),
    batch('updates', [
      part('PUT', '/classes/BatchGame/{{one}}', { n: increment(1) }),
      part('PUT', '/classes/BatchGame/{{two}}', { s: 'b' }),
    ]),
    batch('reads', [part('GET', '/classes/BatchGame/{{one}}'), part('GET', '/classes/BatchGame/{{two}}')]),
    batch('a read of a class', [part('GET', '/classes/BatchGame', { where: { n: 2 }, keys: 's' })]),
    batch('a read with an address’s parameters', [part('GET', '/classes/BatchGame?limit=0')]),
    batch('deletes', [part('DELETE', '/classes/BatchGame/{{ten}}'), part('DELETE', '/classes/BatchGame/nothing123')]),
    batch('one failure among others', [
      part('POST', '/classes/BatchGame', { n: 'not a number' }),
      part('POST', '/classes/BatchGame', { n: 20 }),
      part('PUT', '/classes/BatchGame/nothing123', { n: 1 }),
      part('PUT', '/classes/BatchGame/{{locked}}', { n: 1 }),
    ]),
    batch('every part fails', [part('PUT', '/classes/BatchGame/nothing123', {}), part('GET', '/classes/BatchGame/nothing123')]),
    batch('as the master', [part('PUT', '/classes/BatchGame/{{locked}}', { n: 4 })], { as: 'master' }),
    batch('as the read-only master', [part('PUT', '/classes/BatchGame/{{locked}}', { n: 4 })], { as: 'readOnlyMaster' }),
    batch('nothing', []),
    batch('no list', {}),
    batch('a text', 'x'),
    batch('null', null),
    request('no requests', 'POST', '/batch', { body: {} }),
    batch('a part that is a text', ['x']),
    batch('a part that is null', [null]),
    batch('a part without a path', [{ method: 'POST', body: {} }]),
    batch('a part without a method', [{ path: '/parse/classes/BatchGame', body: { n: 30 } }]),
    batch('a part with an unknown method', [part('PATCH', '/classes/BatchGame/{{one}}', {})]),
    batch('a method in small letters', [part('post', '/classes/BatchGame', { n: 31 })]),
    batch('a path without the mount', [{ method: 'POST', path: '/classes/BatchGame', body: { n: 32 } }]),
    batch('a path with another mount', [{ method: 'POST', path: '/other/classes/BatchGame', body: { n: 32 } }]),
    batch('a path that is a number', [{ method: 'POST', path: 5 }]),
    batch('an unknown route', [part('POST', '/nowhere', {})]),
    batch('an unknown route among others', [part('POST', '/nowhere', {}), part('POST', '/classes/BatchGame', { n: 33 })]),
    batch('a batch in a batch', [part('POST', '/batch', { requests: [] })]),
    batch('a body that is a text', [part('POST', '/classes/BatchGame', 'x')]),
    batch('a part without a body', [part('POST', '/classes/BatchGame')]),
    batch('errors of parts', [
      part('POST', '/classes/BatchGame', { 'bad name': 1 }),
      part('POST', '/classes/BatchGame', { objectId: 'mine123456' }),
      part('GET', '/classes/BatchGame', { where: { n: { $nonsense: 1 } } }),
    ]),
    batch('with the JS SDK’s members', [part('POST', '/classes/BatchGame', { n: 40 })], {
      headers: { 'Content-Type': 'text/plain' },
      as: 'stranger',
      body: {
        requests: [part('POST', '/classes/BatchGame', { n: 40 })],
        _ApplicationId: 'conformance',
        _JavaScriptKey: 'javascript-key-of-the-pair',
        _ClientVersion: 'js8.6.0',
        _InstallationId: 'installation',
      },
    }),
    batch(
      'fifty parts',
      Array.from({ length: 50 }, (_, n) => part('POST', '/classes/BatchFifty', { n })),
    ),
    find('all fifty are there', 'BatchFifty', { count: 1, limit: 0 }),
  ],
};

const transaction = (title: string, requests: unknown, more: Partial<Step> = {}): Step =>
  request(title, 'POST', '/batch', { body: { requests, transaction: true }, ...more });

export const transactions: Subject = {
  title: 'batches as transactions',
  fixtures: { TxGame: { one: { n: 1 }, two: { n: 2 }, locked: { n: 3, ACL: {} } }, TxTeam: { team: { name: 'Team' } } },
  steps: [
    transaction('creates', [part('POST', '/classes/TxGame', { n: 10 }), part('POST', '/classes/TxGame', { n: 11 })], {
      save: ['ten', 'eleven'],
    }),
    transaction('updates', [
      part('PUT', '/classes/TxGame/{{one}}', { n: increment(4) }),
      part('PUT', '/classes/TxGame/{{two}}', { n: op('Delete') }),
    ]),
    transaction('create, update and delete', [
      part('POST', '/classes/TxGame', { n: 12 }),
      part('PUT', '/classes/TxGame/{{ten}}', { n: 100 }),
      part('DELETE', '/classes/TxGame/{{eleven}}'),
    ]),
    find('all of this took effect', 'TxGame'),
    transaction('one wrong type rolls all back', [
      part('POST', '/classes/TxGame', { n: 50 }),
      part('PUT', '/classes/TxGame/{{one}}', { n: 51 }),
      part('POST', '/classes/TxGame', { n: 'not a number' }),
    ]),
    find('a wrong type left nothing', 'TxGame', { where: { n: { $gte: 50, $lte: 51 } } }),
    transaction('one missing object rolls all back', [
      part('POST', '/classes/TxGame', { n: 60 }),
      part('PUT', '/classes/TxGame/nothing123', { n: 61 }),
    ]),
    find('a missing object left nothing', 'TxGame', { where: { n: { $gte: 60, $lte: 61 } } }),
    transaction('one hidden object rolls all back', [
      part('POST', '/classes/TxGame', { n: 70 }),
      part('DELETE', '/classes/TxGame/{{locked}}'),
    ]),
    find('a hidden object left nothing', 'TxGame', { where: { n: 70 } }),
    transaction('relations', [part('POST', '/classes/TxGame', { n: 80, team: addRelation(pointer('TxTeam', '{{team}}')) })], {
      save: ['related'],
    }),
    find('relations took effect', 'TxTeam', { where: { $relatedTo: { object: pointer('TxGame', '{{related}}'), key: 'team' } } }),
    transaction('nothing', []),
    transaction('a read', [part('GET', '/classes/TxGame/{{one}}')]),
    transaction('one part', [part('POST', '/classes/TxGame', { n: 90 })]),
    request('no transaction by false', 'POST', '/batch', {
      body: { requests: [part('POST', '/classes/TxGame', { n: 91 }), part('PUT', '/classes/TxGame/nothing123', {})], transaction: false },
    }),
    find('the end', 'TxGame', { where: { n: { $gte: 80 } } }),
  ],
};
