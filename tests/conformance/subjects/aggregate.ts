import { request } from '../requests.ts';
import type { Step, Subject } from '../subject.ts';
import { date, geo, pointer } from '../values.ts';

const aggregate = (title: string, query: Record<string, unknown>, more: Partial<Step> = {}) =>
  request(title, 'GET', '/aggregate/AggSale', { query, as: 'master', ...more });

/** An aggregation for each pipeline. */
const pipelines = (cases: Readonly<Record<string, unknown>>): Step[] =>
  Object.entries(cases).map(([title, pipeline]) => aggregate(title, { pipeline }));

const distincts = (cases: Readonly<Record<string, Record<string, unknown>>>): Step[] =>
  Object.entries(cases).map(([title, query]) => aggregate(title, query));

const fixtures = {
  AggShop: { rome: { city: 'Rome' }, oslo: { city: 'Oslo' } },
  AggSale: {
    one: {
      item: 'tea',
      price: 3,
      n: 2,
      shop: pointer('AggShop', '{{rome}}'),
      at: date('2020-01-01T10:00:00.000Z'),
      tags: ['a', 'b'],
      o: { k: 1 },
    },
    two: {
      item: 'tea',
      price: 4,
      n: 1,
      shop: pointer('AggShop', '{{oslo}}'),
      at: date('2020-01-02T10:00:00.000Z'),
      tags: ['b'],
      o: { k: 2 },
    },
    three: { item: 'rum', price: 10, n: 5, shop: pointer('AggShop', '{{rome}}'), at: date('2020-02-01T10:00:00.000Z'), ok: true },
    four: { item: 'ale', price: 5, n: null, place: geo(1, 2), ok: false, ACL: {} },
    five: { item: 'ale' },
  },
};

export const aggregates: Subject = {
  title: 'aggregate',
  fixtures: { ...fixtures, AggRelated: { related: { rel: { __op: 'AddRelation', objects: [pointer('AggShop', '{{oslo}}')] } } } },
  steps: [
    ...pipelines({
      match: [{ $match: { item: 'tea' } }],
      'match by a comparison': [{ $match: { price: { $gt: 3 } } }],
      'match by a pointer': [{ $match: { shop: pointer('AggShop', '{{rome}}') } }],
      'match by the id of a pointer': [{ $match: { shop: '{{rome}}' } }],
      'match by an id': [{ $match: { objectId: '{{one}}' } }],
      'match by a date': [{ $match: { at: { $gt: date('2020-01-01T12:00:00.000Z') } } }],
      'match by the text of a date': [{ $match: { at: { $gt: '2020-01-01T12:00:00.000Z' } } }],
      'match by createdAt': [{ $match: { createdAt: { $gt: date('2001-01-01T00:00:00.000Z') } } }],
      'match by the text of createdAt': [{ $match: { createdAt: { $gt: '2001-01-01T00:00:00.000Z' } } }],
      'match by $or': [{ $match: { $or: [{ item: 'rum' }, { price: 3 }] } }],
      'match by $expr': [{ $match: { $expr: { $gt: ['$price', 4] } } }],
      'match by $exists': [{ $match: { price: { $exists: false } } }],
      'match by null': [{ $match: { n: null } }],
      'match by a pattern': [{ $match: { item: { $regex: '^t' } } }],
      'match by a member': [{ $match: { 'o.k': 2 } }],
      'match a value of a list': [{ $match: { tags: 'a' } }],
      'match nothing': [{ $match: { item: 'nothing' } }],
      'group everything': [{ $group: { _id: null, total: { $sum: '$price' } } }],
      'group by a field': [{ $group: { _id: '$item', total: { $sum: '$price' }, sales: { $sum: 1 } } }],
      'group by two fields': [{ $group: { _id: { item: '$item', ok: '$ok' }, sales: { $sum: 1 } } }],
      'group by a pointer': [{ $group: { _id: '$shop', sales: { $sum: 1 } } }],
      'group by a date': [{ $group: { _id: '$at', sales: { $sum: 1 } } }],
      'group by a part of a date': [{ $group: { _id: { month: { $month: '$at' } }, sales: { $sum: 1 } } }],
      'group by a part of createdAt': [{ $group: { _id: { $gt: ['$createdAt', '$updatedAt'] }, sales: { $sum: 1 } } }],
      'group by objectId': [{ $group: { _id: '$objectId', n: { $first: '$n' } } }],
      'group with an objectId': [{ $group: { objectId: '$item' } }],
      'group without an id': [{ $group: { total: { $sum: '$price' } } }],
      'averages, least and most': [{ $group: { _id: '$item', avg: { $avg: '$price' }, min: { $min: '$price' }, max: { $max: '$price' } } }],
      collected: [{ $sort: { price: 1 } }, { $group: { _id: null, items: { $push: '$item' } } }],
      sort: [{ $match: { price: { $gt: 0 } } }, { $sort: { price: -1 } }],
      'sort, skip and limit': [{ $sort: { price: -1 } }, { $skip: 1 }, { $limit: 2 }],
      'sort by createdAt': [{ $sort: { createdAt: -1 } }, { $limit: 1 }],
      project: [{ $project: { item: 1 } }, { $sort: { item: 1 } }],
      'project without an id': [{ $match: { price: 10 } }, { $project: { _id: 0, item: 1 } }],
      'project without objectId': [{ $match: { price: 10 } }, { $project: { objectId: 0, item: 1 } }],
      'project what is computed': [{ $match: { price: 10 } }, { $project: { double: { $multiply: ['$price', 2] } } }],
      'project a pointer': [{ $match: { price: 10 } }, { $project: { shop: 1 } }],
      'project createdAt': [{ $match: { price: 10 } }, { $project: { createdAt: 1 } }],
      'add fields': [{ $match: { price: 10 } }, { $addFields: { double: { $multiply: ['$price', 2] } } }],
      count: [{ $match: { item: 'tea' } }, { $count: 'sales' }],
      unwind: [{ $unwind: '$tags' }, { $group: { _id: '$tags', n: { $sum: 1 } } }],
      facet: [{ $facet: { teas: [{ $match: { item: 'tea' } }, { $count: 'n' }], all: [{ $count: 'n' }] } }],
      bucket: [{ $bucket: { groupBy: '$price', boundaries: [0, 4, 20], default: 'none' } }],
      'sort by count': [{ $sortByCount: '$item' }, { $match: { count: 1 } }],
      lookup: [
        { $match: { price: 10 } },
        {
          $lookup: {
            from: 'AggShop',
            let: { shop: { $substr: ['$_p_shop', 8, -1] } },
            pipeline: [{ $match: { $expr: { $eq: ['$_id', '$$shop'] } } }],
            as: 'shops',
          },
        },
      ],
      'an unknown stage': [{ $nonsense: { a: 1 } }],
      'a stage without a dollar': [{ match: { item: 'tea' } }],
      'two stages in one': [{ $match: { item: 'tea' }, $limit: 1 }],
      'an empty stage': [{}],
      'an empty pipeline': [],
      'an object for a pipeline': { $match: { item: 'tea' } },
      'a text for a pipeline': 'x',
      'a number for a pipeline': 5,
      'a list of texts for a pipeline': ['x'],
      'a bad accumulator': [{ $group: { _id: null, x: { $nonsense: 1 } } }],
      'writing to a class': [{ $match: { item: 'tea' } }, { $out: 'AggOut' }],
      'merging into a class': [{ $match: { item: 'tea' } }, { $merge: { into: 'AggOut' } }],
      'code in a match': [{ $match: { $where: 'true' } }],
      'code in an expression': [{ $project: { x: { $function: { body: 'function() { return 1 }', args: [], lang: 'js' } } } }],
      'a sample of everything': [{ $match: { price: 10 } }, { $sample: { size: 1 } }],
    }),
    aggregate('a stage as a parameter', { $group: { _id: '$item', n: { $sum: 1 } } }),
    aggregate('two stages as parameters', { $match: { item: 'tea' }, $count: 'n' }),
    aggregate('a stage as a parameter without a dollar', { match: { item: 'tea' } }),
    aggregate('nothing', {}),
    aggregate('a hint', { pipeline: [{ $match: { item: 'rum' } }], hint: { _id: 1 } }),
    aggregate('a hint to an unknown index', { pipeline: [{ $match: { item: 'rum' } }], hint: 'nothing_1' }),
    aggregate('a read preference', { pipeline: [{ $match: { item: 'rum' } }], readPreference: 'SECONDARY_PREFERRED' }),
    aggregate('a read preference that does not exist', { pipeline: [{ $match: { item: 'rum' } }], readPreference: 'NEVER' }),
    aggregate('a comment', { pipeline: [{ $match: { item: 'rum' } }], comment: 'why' }),
    aggregate('raw names', { pipeline: [{ $match: { _p_shop: 'AggShop${{oslo}}' } }], rawFieldNames: true }),
    aggregate('raw values', {
      pipeline: [{ $match: { at: { $gt: { $date: '2020-01-15T00:00:00.000Z' } } } }, { $project: { item: 1 } }],
      rawValues: true,
    }),
    aggregate('an unknown parameter', { pipeline: [{ $match: { item: 'rum' } }], nonsense: 1 }),
    aggregate('a client', { pipeline: [] }, { as: 'client' }),
    aggregate('the read-only master', { pipeline: [{ $match: { item: 'rum' } }] }, { as: 'readOnlyMaster' }),
    request('the JS SDK’s way', 'POST', '/aggregate/AggSale', {
      body: { _method: 'GET', pipeline: [{ $match: { item: 'rum' } }], readPreference: null },
      as: 'master',
    }),
    request('rows of a class with a relation', 'GET', '/aggregate/AggRelated', { query: { pipeline: [{ $count: 'n' }] }, as: 'master' }),
    request('objects of a class with a relation', 'GET', '/aggregate/AggRelated', { query: { pipeline: [] }, as: 'master' }),
    request('a class that does not exist', 'GET', '/aggregate/AggNever', { query: { pipeline: [] }, as: 'master' }),
    request('a bad class', 'GET', '/aggregate/9bad', { query: { pipeline: [] }, as: 'master' }),
  ],
};

export const distinct: Subject = {
  title: 'distinct',
  fixtures: { AggTown: fixtures.AggShop, AggItem: { ...withTowns(fixtures.AggSale) } },
  steps: distincts({
    texts: { distinct: 'item' },
    numbers: { distinct: 'price' },
    'numbers and null': { distinct: 'n' },
    'values of lists': { distinct: 'tags' },
    pointers: { distinct: 'shop' },
    dates: { distinct: 'at' },
    members: { distinct: 'o.k' },
    'true and false': { distinct: 'ok' },
    points: { distinct: 'place' },
    'an unknown field': { distinct: 'nothing' },
    'with a where': { distinct: 'item', where: { price: { $gt: 4 } } },
    'with a where about a pointer': { distinct: 'item', where: { shop: pointer('AggTown', '{{rome}}') } },
    'with a where about a date': { distinct: 'item', where: { at: { $gt: date('2020-01-15T00:00:00.000Z') } } },
    'with a bad where': { distinct: 'item', where: { 'bad name': 1 } },
    'a bad name': { distinct: 'bad name' },
    'an empty name': { distinct: '' },
    'a hint': { distinct: 'item', hint: '_id_' },
    'and a pipeline': { distinct: 'item', pipeline: [{ $match: { item: 'rum' } }] },
  }).map((step) => ({ ...step, path: '/aggregate/AggItem' })),
};

function withTowns(sales: typeof fixtures.AggSale) {
  return JSON.parse(JSON.stringify(sales).replaceAll('AggShop', 'AggTown')) as Record<string, object>;
}
