import { create, creates, get } from '../requests.ts';
import type { Step, Subject } from '../subject.ts';
import { bytes, date, file, geo, pointer, polygon, relation } from '../values.ts';

const VALUES: Readonly<Record<string, unknown>> = {
  'a text': 'text',
  'an empty text': '',
  zero: 0,
  'minus zero': -0,
  'a fraction': 0.1,
  'a large whole number': 9007199254740991,
  'a number past 32 bits': 4294967296,
  'a tiny number': 5e-324,
  'a huge number': 1.7976931348623157e308,
  true: true,
  false: false,
  'a list': [1, 'a', null, true],
  'an empty list': [],
  'lists in lists': [[1, [2]], []],
  'an object': { a: 1, b: { c: [1] } },
  'an empty object': {},
  'null in an object': { a: null },
  'a date': date('2020-01-02T03:04:05.678Z'),
  'a date without milliseconds': date('2020-01-02T03:04:05Z'),
  'a date with an offset': date('2020-01-02T03:04:05.678+02:00'),
  'a day': date('2020-01-02'),
  'a date before 1970': date('1815-12-10T00:00:00.000Z'),
  bytes: bytes('aGVsbG8='),
  'no bytes': bytes(''),
  'a GeoPoint': geo(41.9, 12.5),
  'a GeoPoint at the edge': geo(-90, 180),
  'a polygon': polygon([0, 0], [0, 2], [2, 2], [0, 0]),
  'an open polygon': polygon([0, 0], [0, 2], [2, 2]),
  'a pointer': pointer('ValueTarget', 'anything12'),
  'a file': file('abc_name.txt'),
  'a relation': relation('ValueTarget'),
  'a date in a list': [date('2020-01-02T03:04:05.678Z')],
  'a pointer in a list': [pointer('ValueTarget', 'anything12')],
  'a GeoPoint in a list': [geo(1, 2)],
  'a date in an object': { when: date('2020-01-02T03:04:05.678Z') },
  'a pointer in an object': { who: pointer('ValueTarget', 'anything12') },
  'a GeoPoint in an object': { at: geo(1, 2) },
  'a polygon in an object': { area: polygon([0, 0], [0, 2], [2, 2], [0, 0]) },
};

const MALFORMED: Readonly<Record<string, unknown>> = {
  'a date without iso': { __type: 'Date' },
  'a date whose iso is a number': { __type: 'Date', iso: 5 },
  'a date that is none': date('yesterday'),
  'a pointer without a class': { __type: 'Pointer', objectId: 'x' },
  'a pointer without an id': { __type: 'Pointer', className: 'ValueTarget' },
  'a pointer whose id is a number': { __type: 'Pointer', className: 'ValueTarget', objectId: 5 },
  'a pointer to a class with a bad name': pointer('bad name', 'x'),
  'a GeoPoint without longitude': { __type: 'GeoPoint', latitude: 1 },
  'a GeoPoint of texts': { __type: 'GeoPoint', latitude: '1', longitude: '2' },
  'a GeoPoint past the pole': geo(91, 0),
  'a GeoPoint past the date line': geo(0, 181),
  'bytes without base64': { __type: 'Bytes' },
  'bytes that are a number': { __type: 'Bytes', base64: 5 },
  'a file without a name': { __type: 'File' },
  'a relation without a class': { __type: 'Relation' },
  'a polygon without coordinates': { __type: 'Polygon' },
  'a polygon of two points': polygon([0, 0], [1, 1]),
  'a polygon of equal points': polygon([0, 0], [0, 0], [0, 0], [0, 0]),
  'a polygon of texts': { __type: 'Polygon', coordinates: [['0', '0'], ['0', '1'], ['1', '1']] }, // prettier-ignore
  'a polygon past the pole': polygon([0, 0], [0, 91], [91, 91]),
  'an object typed Object': { __type: 'Object', className: 'ValueTarget', objectId: 'x' },
  'an unknown type': { __type: 'Colour', name: 'red' },
  'a type that is a number': { __type: 5 },
  'a type that is empty': { __type: '' },
};

/** Each value has a class of its own, so that it fixes the type. */
function kept(prefix: string, cases: Readonly<Record<string, unknown>>): Step[] {
  return Object.entries(cases).flatMap(([title, value], at) => [
    create(title, `${prefix}${at}`, { value, anchor: 1 }, { save: `${prefix}${at}` }),
    get(`${title}, read again`, `${prefix}${at}/{{${prefix}${at}}}`),
  ]);
}

export const values: Subject = { title: 'values', steps: kept('Value', VALUES) };

export const malformedValues: Subject = {
  title: 'malformed values',
  fixtures: { Malformed: { well: { x: 1 } } },
  steps: [
    ...Object.entries(MALFORMED).map(([title, value], at) => create(title, `Malformed${at}`, { value })),
    ...creates('Malformed', {
      'a date without iso, in a list': { list: [{ __type: 'Date' }] },
      'a pointer without an id, in an object': { object: { p: { __type: 'Pointer', className: 'ValueTarget' } } },
      'an unknown type, in an object': { object: { c: { __type: 'Colour' } } },
      'an unknown type, in a list': { list: [{ __type: 'Colour' }] },
    }),
  ],
};
