import { ParseError } from '@parlance/errors';
import mongoose from 'mongoose';

const { calculateObjectSize } = mongoose.mongo.BSON;

/** @returns the bytes that it has as stored. @throws ObjectTooLarge (116) for more than `sizeBytesMax` */
export function assertDocumentSize(document: object, sizeBytesMax: number): number {
  const sizeBytes = calculateObjectSize(document);
  if (sizeBytes <= sizeBytesMax) return sizeBytes;
  throw new ParseError('ObjectTooLarge', `The object has ${sizeBytes} bytes; at most ${sizeBytesMax} are possible.`);
}
