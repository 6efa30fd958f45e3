import { ParseError } from '@parlance/errors';
import mongoose from 'mongoose';

const { calculateObjectSize } = mongoose.mongo.BSON;

/** @throws ObjectTooLarge (116) for more than `sizeBytesMax` bytes as stored */
export function assertDocumentSize(document: object, sizeBytesMax: number): void {
  const sizeBytes = calculateObjectSize(document);
  if (sizeBytes <= sizeBytesMax) return;
  throw new ParseError('ObjectTooLarge', `The object has ${sizeBytes} bytes; at most ${sizeBytesMax} are possible.`);
}
