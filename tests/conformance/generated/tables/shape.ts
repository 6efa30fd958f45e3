import { request } from '../../requests.ts';
import type { Fixtures, Step } from '../../subject.ts';
import { bytes, date, file, geo, pointer, polygon } from '../../values.ts';

/** A value of each type that a field may have; `{{ada}}` is an object of the class `<prefix>Team`. */
export const valuesOf = (prefix: string): Readonly<Record<string, unknown>> => ({
  number: 5,
  string: 'anna',
  boolean: true,
  date: date('2020-01-02T03:04:05.678Z'),
  array: [1, 'x', { k: 1 }],
  object: { k: 1, deep: { n: 2 } },
  pointer: pointer(`${prefix}Team`, '{{ada}}'),
  geopoint: geo(10, 20),
  polygon: polygon([0, 0], [0, 10], [10, 10], [10, 0]),
  file: file('a.txt'),
  bytes: bytes('aGVsbG8='),
});

/** Types of fields, each the name of the field that has it. */
export const TYPES = ['number', 'string', 'boolean', 'date', 'array', 'object', 'pointer', 'geopoint', 'polygon', 'file', 'bytes'] as const;

/** A class `<prefix>Shape` with a field of each type and a relation, as requests to `/schemas` make it. */
export const describeShape = (prefix: string, name = `${prefix}Shape`): Step =>
  request(`describe ${name}`, 'POST', `/schemas/${name}`, {
    as: 'master',
    body: {
      className: name,
      fields: {
        number: { type: 'Number' },
        string: { type: 'String' },
        boolean: { type: 'Boolean' },
        date: { type: 'Date' },
        array: { type: 'Array' },
        object: { type: 'Object' },
        pointer: { type: 'Pointer', targetClass: `${prefix}Team` },
        geopoint: { type: 'GeoPoint' },
        polygon: { type: 'Polygon' },
        file: { type: 'File' },
        bytes: { type: 'Bytes' },
        relation: { type: 'Relation', targetClass: `${prefix}Team` },
        pointers: { type: 'Array' },
      },
    },
  });

/** Objects of that class: with every field, with other values, with none, with nulls; and two of the class it points to. */
export const shapeFixtures = (prefix: string): Fixtures => ({
  [`${prefix}Team`]: { ada: { name: 'anna', number: 5 }, bea: { name: 'berta', number: 7 } },
  [`${prefix}Shape`]: {
    full: {
      ...valuesOf(prefix),
      pointers: [pointer(`${prefix}Team`, '{{ada}}'), pointer(`${prefix}Team`, '{{bea}}')],
      relation: { __op: 'AddRelation', objects: [pointer(`${prefix}Team`, '{{ada}}')] },
    },
    other: {
      number: 7,
      string: 'Berta',
      boolean: false,
      date: date('2030-01-01T00:00:00.000Z'),
      array: [],
      object: {},
      pointer: pointer(`${prefix}Team`, '{{bea}}'),
      geopoint: geo(-30, 40),
      polygon: polygon([20, 20], [20, 30], [30, 30], [30, 20]),
    },
    bare: {},
    nulls: { number: null, string: null, boolean: null, date: null, array: null, object: null, geopoint: null },
  },
});

/** Operands of every shape that JSON and the protocol have, right and wrong ones. */
export const operandsOf = (prefix: string): Readonly<Record<string, unknown>> => ({
  ...valuesOf(prefix),
  zero: 0,
  'an empty string': '',
  null: null,
  'an empty list': [],
  'a list of numbers': [5, 7],
  'an empty object': {},
  'an id': '{{ada}}',
  'a pointer to another class': pointer('GenElsewhere', '{{ada}}'),
  'a pointer without an id': { __type: 'Pointer', className: `${prefix}Team` },
  'a date that is none': date('yesterday'),
  'a date without iso': { __type: 'Date' },
  'an ISO string': '2020-01-02T03:04:05.678Z',
  'a point out of range': geo(100, 200),
  'a point of strings': { __type: 'GeoPoint', latitude: '1', longitude: '2' },
  'bytes that are none': { __type: 'Bytes', base64: 5 },
  'a polygon of two points': polygon([0, 0], [1, 1]),
  'an unknown type': { __type: 'Colour', name: 'red' },
  'an operation': { __op: 'Increment', amount: 1 },
});
