import { request } from '../../requests.ts';
import type { Step } from '../../subject.ts';
import { alone, type Group } from '../group.ts';
import { describeShape, shapeFixtures } from './shape.ts';

const PREFIX = 'GenSum';
const CLASS = `${PREFIX}Shape`;

/** Parameters of an aggregation as SDKs, dashboards and old clients send them. */
const QUERIES: Readonly<Record<string, Record<string, unknown>>> = {
  nothing: {},
  'pipeline of a group': { pipeline: [{ $group: { _id: '$string' } }, { $sort: { _id: 1 } }] },
  'pipeline without dollars': { pipeline: [{ group: { _id: '$string' } }] },
  'pipeline with objectId': { pipeline: [{ $group: { objectId: '$string' } }] },
  'pipeline as an object': { pipeline: { $group: { _id: '$string' } } },
  'pipeline empty': { pipeline: [] },
  'pipeline string': { pipeline: 'x' },
  'pipeline null': { pipeline: null },
  'pipeline number': { pipeline: 5 },
  'pipeline of a number': { pipeline: [5] },
  'pipeline of null': { pipeline: [null] },
  'pipeline of an empty stage': { pipeline: [{}] },
  'pipeline of two in a stage': { pipeline: [{ $match: {}, $limit: 1 }] },
  'pipeline of an unknown stage': { pipeline: [{ $colour: 1 }] },
  'pipeline in quotes': { pipeline: '"[{\\"$limit\\":1}]"' },
  'pipeline that counts': { pipeline: [{ $count: 'n' }] },
  'pipeline that groups by a pointer': {
    pipeline: [{ $group: { _id: '$pointer', n: { $sum: 1 } } }, { $sort: { n: 1 } }, { $match: { n: 1 } }],
  },
  'pipeline that groups by null': { pipeline: [{ $group: { _id: null, total: { $sum: '$number' } } }] },
  'pipeline that groups without _id': { pipeline: [{ $group: { total: { $sum: '$number' } } }] },
  'pipeline that projects': { pipeline: [{ $sort: { number: 1 } }, { $project: { number: 1 } }] },
  'pipeline that projects createdAt': { pipeline: [{ $project: { createdAt: 1, _id: 0 } }] },
  'pipeline that matches a date': { pipeline: [{ $match: { date: { $gt: '2025-01-01T00:00:00.000Z' } } }, { $project: { number: 1 } }] },
  'pipeline that matches objectId': { pipeline: [{ $match: { objectId: '{{full}}' } }, { $project: { number: 1 } }] },
  'pipeline that matches an id of a pointer': { pipeline: [{ $match: { pointer: '{{ada}}' } }, { $project: { number: 1 } }] },
  'pipeline that looks up': {
    pipeline: [
      { $lookup: { from: `${PREFIX}Team`, localField: 'number', foreignField: 'number', as: 'teams' } },
      { $project: { teams: 1 } },
    ],
  },
  'pipeline that unwinds': { pipeline: [{ $unwind: '$pointers' }, { $project: { number: 1 } }] },
  'pipeline that samples': { pipeline: [{ $sample: { size: 0 } }] },
  $match: { $match: { number: 5 } },
  match: { match: { number: 5 } },
  $group: { $group: { _id: '$string' } },
  group: { group: { _id: '$string' } },
  'group with objectId': { group: { objectId: '$string' } },
  '$group in quotes': { $group: '"x"' },
  'group string': { group: 'string' },
  $project: { $project: { number: 1 } },
  project: { project: { number: 1 } },
  '$sort and $limit': { $sort: { number: 1 }, $limit: 1 },
  'sort and limit': { sort: { number: 1 }, limit: 1 },
  limit: { limit: 2 },
  '$limit as a string': { $limit: '"1"' },
  '$limit negative': { $limit: -1 },
  $skip: { $skip: 100 },
  order: { order: 'number' },
  keys: { keys: 'number' },
  unknown: { unknown: 1 },
  distinct: { distinct: 'number' },
  'distinct in quotes': { distinct: '"number"' },
  'distinct of a string': { distinct: 'string' },
  'distinct of a list': { distinct: 'array' },
  'distinct of a pointer': { distinct: 'pointer' },
  'distinct of pointers': { distinct: 'pointers' },
  'distinct of a date': { distinct: 'date' },
  'distinct of a boolean': { distinct: 'boolean' },
  'distinct of objectId': { distinct: 'objectId', where: { number: 5 } },
  'distinct of createdAt': { distinct: 'createdAt', where: { number: 7000 } },
  'distinct of a path': { distinct: 'object.k' },
  'distinct of a relation': { distinct: 'relation' },
  'distinct of a missing field': { distinct: 'nothing' },
  'distinct of a list of names': { distinct: ['number'] },
  'distinct of a number': { distinct: 5 },
  'distinct null': { distinct: null },
  'distinct empty': { distinct: '' },
  'distinct with where': { distinct: 'number', where: { number: { $gt: 5 } } },
  'distinct with $where': { distinct: 'number', $where: { number: { $gt: 5 } } },
  'distinct with where in quotes': { distinct: 'number', where: '"{\\"number\\":5}"' },
  'distinct with a pointer in where': {
    distinct: 'number',
    where: { pointer: { __type: 'Pointer', className: `${PREFIX}Team`, objectId: '{{ada}}' } },
  },
  'distinct with a date in where': { distinct: 'number', where: { date: { $gt: { __type: 'Date', iso: '2025-01-01T00:00:00.000Z' } } } },
  'distinct with a bad where': { distinct: 'number', where: { $foo: 1 } },
  'distinct with where string': { distinct: 'number', where: 'x' },
  'distinct with a pipeline': { distinct: 'number', pipeline: [{ $match: {} }] },
  'distinct with a hint': { distinct: 'number', hint: '_id_' },
  'distinct with a missing hint': { distinct: 'number', hint: 'nothing' },
  'distinct with a limit': { distinct: 'number', limit: 1 },
  'where alone': { where: { number: 5 } },
  hint: { pipeline: [{ $match: { number: 5 } }, { $project: { number: 1 } }], hint: '_id_' },
  explain: { pipeline: [{ $match: { number: 5 } }], explain: 'queryPlanner' },
  'explain true': { pipeline: [{ $match: { number: 5 } }], explain: true },
  comment: { pipeline: [{ $limit: 1 }, { $project: { number: 1 } }], comment: 'hello' },
  readPreference: { pipeline: [{ $match: { number: 5 } }, { $project: { number: 1 } }], readPreference: 'NEAREST' },
  'readPreference null': { pipeline: [{ $match: { number: 5 } }, { $project: { number: 1 } }], readPreference: null },
  'readPreference unknown': { pipeline: [{ $match: { number: 5 } }], readPreference: 'FASTEST' },
  rawValues: { pipeline: [{ $match: { number: 5 } }, { $project: { number: 1 } }], rawValues: true },
};

const planned = (body: unknown): unknown => (JSON.stringify(body).includes('queryPlanner') ? 'a plan' : body);

const asked = (title: string, query: Record<string, unknown>, more: Partial<Step> = {}): Step =>
  request(title, 'GET', `/aggregate/${CLASS}`, { query, as: 'master', view: planned, ...more });

export const aggregates: Group = {
  title: 'aggregate',
  before: [describeShape(PREFIX)],
  fixtures: shapeFixtures(PREFIX),
  cases: alone([
    ...Object.entries(QUERIES).flatMap(([title, query]) => [
      asked(title, query),
      request(`${title}, in a body`, 'POST', `/aggregate/${CLASS}`, { body: { _method: 'GET', ...query }, as: 'master', view: planned }),
    ]),
    ...['_User', '_Role', '_Session', '_Nothing', 'GenNowhere', '1a', '_Join:users:_Role'].flatMap((name) => [
      request(`distinct on ${name}`, 'GET', `/aggregate/${encodeURIComponent(name)}`, { query: { distinct: 'nothing' }, as: 'master' }),
      request(`pipeline on ${name}`, 'GET', `/aggregate/${encodeURIComponent(name)}`, {
        query: { pipeline: [{ $match: { nothing: 1 } }] },
        as: 'master',
      }),
    ]),
  ]),
};
