import { request } from '../../requests.ts';
import type { Step } from '../../subject.ts';
import type { Group } from '../group.ts';
import { CALLERS, signUp } from '../callers.ts';

/** Names of classes, good, bad and reserved. */
const NAMES = [
  'GenClass',
  'genclass',
  'G',
  'Gen_Class',
  'Gen1',
  '1Gen',
  '_Gen',
  '_User ',
  'Gen Class',
  'Gen-Class',
  'Gen.Class',
  'Gen$Class',
  '$Gen',
  'Gën',
  '_Join:users:_Role',
  'constructor',
  'toString',
  'G'.repeat(130),
  '_JobStatus',
  '_PushStatus',
  '_Hooks',
  '_GlobalConfig',
  '_GraphQLConfig',
  '_JobSchedule',
  '_Audience',
  '_Idempotency',
  '_Product',
  '_SCHEMA',
  '_Unknown',
] as const;

/** The requests to a class: the verbs of its objects. */
const REQUESTS: Readonly<Record<string, (name: string) => Omit<Step, 'title'>>> = {
  find: (name) => ({ method: 'GET', path: `/classes/${name}` }),
  count: (name) => ({ method: 'GET', path: `/classes/${name}`, query: { count: 1, limit: 0 } }),
  get: (name) => ({ method: 'GET', path: `/classes/${name}/nowhere123` }),
  create: (name) => ({ method: 'POST', path: `/classes/${name}`, body: { n: 1 } }),
  update: (name) => ({ method: 'PUT', path: `/classes/${name}/nowhere123`, body: { n: 1 } }),
  delete: (name) => ({ method: 'DELETE', path: `/classes/${name}/nowhere123` }),
};

const shown = (name: string): string => (name.length > 20 ? `${name.slice(0, 3)}…` : name);

export const classNames: Group = {
  title: 'class names',
  cases: NAMES.map((name) =>
    Object.entries(REQUESTS).flatMap(([what, make]) =>
      Object.entries({ 'the REST key': CALLERS['the REST key'], 'the master key': CALLERS['the master key'] }).map(([caller, asking]) => ({
        ...make(encodeURIComponent(name)),
        ...asking,
        title: `${what} "${shown(name)}" by ${caller}`,
      })),
    ),
  ),
};

/** Every route with every caller: an object of their own for each, hidden ones and shared ones. */
const OBJECTS: Readonly<Record<string, object | undefined>> = {
  public: undefined,
  hidden: {},
  'of anna': { '{{anna}}': { read: true, write: true } },
  'read by all, of anna': { '*': { read: true }, '{{anna}}': { write: true } },
};

export const callers: Group = {
  title: 'callers',
  before: [signUp('callers', 'anna'), signUp('callers', 'bob')],
  fixtures: {
    GenAsked: Object.fromEntries(
      Object.entries(OBJECTS).flatMap(([kind, ACL], at) =>
        Object.keys(CALLERS).map((_, by) => [`asked${at}x${by}`, { n: 1, kind, ...(ACL === undefined ? {} : { ACL }) }]),
      ),
    ),
  },
  cases: Object.entries(CALLERS).flatMap(([caller, asking], by) => {
    const one = (title: string, method: string, path: string, more: Partial<Step> = {}): Step =>
      request(`${title} by ${caller}`, method, path, { ...asking, ...more });
    return [
      ...Object.keys(OBJECTS).map((kind, at) => [
        one(`get ${kind}`, 'GET', `/classes/GenAsked/{{asked${at}x${by}}}`),
        one(`update ${kind}`, 'PUT', `/classes/GenAsked/{{asked${at}x${by}}}`, { body: { n: 2 } }),
        one(`lock ${kind}`, 'PUT', `/classes/GenAsked/{{asked${at}x${by}}}`, { body: { ACL: { '{{bob}}': { read: true } } } }),
        one(`get locked ${kind}`, 'GET', `/classes/GenAsked/{{asked${at}x${by}}}`),
        one(`delete ${kind}`, 'DELETE', `/classes/GenAsked/{{asked${at}x${by}}}`),
      ]),
      [one('create with an ACL', 'POST', '/classes/GenAskedNew', { body: { ACL: { '{{anna}}': { read: true } } } })],
      [one('create with an id', 'POST', '/classes/GenAskedNew', { body: { objectId: 'chosen1234' } })],
      [
        one('create with a time', 'POST', '/classes/GenAskedNew', {
          body: { createdAt: { __type: 'Date', iso: '2001-01-01T00:00:00.000Z' } },
        }),
      ],
      ...[
        '/schemas',
        '/schemas/GenAsked',
        '/schemas/GenNowhere',
        '/config',
        '/serverInfo',
        '/users/me',
        '/sessions/me',
        '/hooks/functions',
        '/hooks/triggers',
        '/security',
        '/scriptlog',
        '/cloud_code/jobs',
        '/aggregate/GenAsked',
        '/push_audiences',
        '/health',
        '/nowhere',
        '/classes',
        '/files/x.txt',
        '/graphql-config',
      ].map((path) => [one(`GET ${path}`, 'GET', path, { view: listsAsCounts })]),
      [
        one('POST /schemas', 'POST', '/schemas/GenAskedMade', { body: { className: 'GenAskedMade' } }),
        one('DELETE /schemas', 'DELETE', '/schemas/GenAskedMade'),
      ],
      [one('PUT /schemas', 'PUT', '/schemas/GenAskedOther', { body: { fields: {} } })],
      [one('DELETE /purge', 'DELETE', '/purge/GenAskedPurged')],
      [one('POST /push', 'POST', '/push', { body: { where: {}, data: { alert: 'x' } } })],
      [one('POST /jobs', 'POST', '/jobs/none')],
      [one('POST /functions', 'POST', '/functions/none', { body: {} })],
      [one('POST /events', 'POST', '/events/AppOpened', { body: {} })],
      [one('PUT /config', 'PUT', '/config', { body: { params: { [`p${by}`]: 1 } } })],
      [one('POST /loginAs', 'POST', '/loginAs', { body: { userId: 'nowhere123' } })],
      [
        one('a batch', 'POST', '/batch', {
          body: {
            requests: [
              { method: 'POST', path: '/parse/classes/GenAskedNew', body: { n: 1 } },
              { method: 'GET', path: '/parse/classes/GenAsked/nowhere123' },
            ],
          },
        }),
      ],
    ];
  }),
};

/** Long lists as counts, where only being let in matters. */
function listsAsCounts(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || 'error' in body) return body;
  if ('results' in body) return 'results';
  if ('params' in body) return 'params'; // those that other cases have set meanwhile
  return 'features' in body ? 'features' : body;
}
