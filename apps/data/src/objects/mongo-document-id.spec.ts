import mongoose from 'mongoose';
import { expect, it } from 'vitest';
import { documentId } from './mongo-document-id.ts';

const { serialize } = mongoose.mongo.BSON;

it.each([
  ['as usual', { _id: 'xWMyZ4YEGZ', n: 1 }, 'xWMyZ4YEGZ'],
  ['empty', { _id: '' }, ''],
  ['outside of ASCII', { _id: 'ä€😀', text: 'x' }, 'ä€😀'],
  ['behind others', { n: 1, _id: 'last' }, 'last'],
  ['beside a name that begins alike', { _idle: 'no', _id: 'yes' }, 'yes'],
  ['of another type', { _id: 7 }, '7'],
])('reads an id %s', (_what, document, id) => {
  expect(documentId(serialize(document))).toBe(id);
  const padded = new Uint8Array(Buffer.concat([Buffer.alloc(3), serialize(document)]));
  expect(documentId(padded.subarray(3))).toBe(id);
});
