import { describe, expect, it } from 'vitest';
import mongoose from 'mongoose';
import { onlyText } from './bson-text.ts';

const bson = (document: object): Uint8Array => mongoose.mongo.BSON.serialize(document);

describe('onlyText', () => {
  it.each(['abcdefghij', '', 'ä€😀', 'a\0b'])('reads the string %j', (text) => {
    expect(onlyText(bson({ _id: text }), '_id')).toBe(text);
    expect(onlyText(bson({ relatedId: text }), 'relatedId')).toBe(text);
  });

  it('reads from where a document stands in a larger buffer', () => {
    const one = bson({ _id: 'one' });
    const both = Buffer.concat([one, bson({ _id: 'other' })]);
    expect(onlyText(both.subarray(one.length), '_id')).toBe('other');
  });

  it.each([{}, { _id: 1 }, { _id: null }, { _id: new mongoose.mongo.ObjectId() }, { _ix: 'x' }, { _idx: 'x' }, { other: 'x' }])(
    'finds no string in %j',
    (document) => {
      expect(onlyText(bson(document), '_id')).toBeUndefined();
    },
  );
});
