import fc from 'fast-check';
import type { Json } from '@parlance/values';

/** Where the tests say that files are served from. */
export const fileUrl = (name: string): string => `http://host/files/${encodeURIComponent(name)}`;

const text = fc.string({ unit: 'binary', maxLength: 12 });
const objectId = fc.stringMatching(/^[A-Za-z0-9]{10}$/);
const className = fc.constantFrom('Team', 'Post', '_User', '_Role');
const degrees = (most: number) => fc.double({ min: -most, max: most, noNaN: true }).map((value) => value + 0); // no -0: JSON has none
const iso = fc
  .date({ min: new Date('0001-01-01T00:00:00.000Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

/** A closed ring of three distinct points. */
const ring = fc.tuple(degrees(90), degrees(89), degrees(180)).map(([a, b, c]) => [[a, 0], [b, c], [b + 0.5, 1], [a, 0]]); // prettier-ignore

export const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);

export const typed = {
  date: iso.map((value) => ({ __type: 'Date', iso: value })),
  pointer: fc.tuple(className, objectId).map(([name, id]) => ({ __type: 'Pointer', className: name, objectId: id })),
  geoPoint: fc.tuple(degrees(90), degrees(180)).map(([latitude, longitude]) => ({ __type: 'GeoPoint', latitude, longitude })),
  file: fc.stringMatching(/^[a-z0-9_-]{1,12}\.[a-z]{3}$/).map((name) => ({ __type: 'File', name, url: fileUrl(name) })),
  bytes: fc.uint8Array({ maxLength: 20 }).map((bytes) => ({ __type: 'Bytes', base64: Buffer.from(bytes).toString('base64') })),
  polygon: ring.filter((points) => new Set(points.map(String)).size === 3).map((coordinates) => ({ __type: 'Polygon', coordinates })),
};

const scalar: fc.Arbitrary<Json> = fc.oneof(fc.constant(null), fc.boolean(), number, text, ...Object.values(typed));

/** Keys of a user's dictionary: any string that the contract does not refuse. */
const key = text.filter(
  (name) => !/[$.\0]/.test(name) && !['__proto__', 'constructor', 'prototype', '_bsontype'].includes(name) && !name.startsWith('__'),
);

/** Any value a client may send inside a field, as JSON. */
export const nested: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
