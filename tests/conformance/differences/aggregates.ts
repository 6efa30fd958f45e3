import type { Steps } from './difference.ts';

/** Steps of aggregations and plans whose answers differ, by reason, with Parlance's answers. */
export const aggregatesDifferences = {
  'pipeline-safety': {
    'aggregate: writing to a class': [400, 102],
    'aggregate: merging into a class': [400, 102],
    'aggregate: code in an expression': [400, 102],
  },
  'pipeline-shapes': {
    'aggregate: a number for a pipeline': [400, 102],
    'aggregate: an unknown parameter': [400, 102],
    'distinct: a bad name': [400, 105],
  },
  'pipeline-stubs': {
    'aggregate: rows of a class with a relation': [200, { results: [{ n: 1 }] }],
  },
  'pipeline-values': {
    'aggregate: match by a pointer': [200, { results: [{ objectId: '{{one}}' }, { objectId: '{{three}}' }] }],
    'aggregate: match by a date': [200, { results: [{ objectId: '{{two}}' }, { objectId: '{{three}}' }] }],
    'aggregate: match by createdAt': [
      200,
      {
        results: [
          { objectId: '{{one}}' },
          { objectId: '{{two}}' },
          { objectId: '{{three}}' },
          { objectId: '{{four}}' },
          { objectId: '{{five}}' },
        ],
      },
    ],
    'aggregate: group by a date': [
      200,
      {
        results: [
          { objectId: null },
          { objectId: { __type: 'Date', iso: '2020-01-01T10:00:00.000Z' } },
          { objectId: { __type: 'Date', iso: '2020-01-02T10:00:00.000Z' } },
          { objectId: { __type: 'Date', iso: '2020-02-01T10:00:00.000Z' } },
        ],
      },
    ],
    'aggregate: group by objectId': [
      200,
      {
        results: [
          { objectId: '{{two}}' },
          { objectId: '{{one}}' },
          { objectId: '{{three}}' },
          { objectId: '{{five}}' },
          { objectId: '{{four}}' },
        ],
      },
    ],
    'aggregate: sort by createdAt': [200, { results: [{ objectId: '{{five}}' }] }],
    'distinct: points': [200, { results: [{ __type: 'GeoPoint', latitude: 1, longitude: 2 }] }],
  },
} satisfies Readonly<Record<string, Steps>>;
