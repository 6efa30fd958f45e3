import { ParseError, type ErrorName } from '@parlance/errors';
import mongoose from 'mongoose';

const { MongoServerError } = mongoose.mongo;

interface Refusal {
  readonly kind: ErrorName;
  /** Never the driver's own text: that repeats the document. */
  readonly text: string | ((message: string) => string);
}

const TOO_LARGE: Refusal = { kind: 'ObjectTooLarge', text: 'The object is too large.' };
const POINT: Refusal = { kind: 'IncorrectType', text: 'A field with an index of places holds a value that is no point in range.' };
const LANGUAGE: Refusal = {
  kind: 'IncorrectType',
  text: 'The text index of this class takes a member of the object for the name of a language, and knows no language of that name.',
};

/**
 * The codes by which MongoDB refuses a document for its content: nothing of it was written, and its sender has to change it. The one
 * table of them; every write meets it through toParseError. Codes that tell of the update instead (a list that is none) are
 * in libs/values, with the updates.
 */
const REFUSALS: ReadonlyMap<unknown, Refusal> = new Map<unknown, Refusal>([
  [34, { kind: 'IncorrectType', text: 'A place far behind the end of a list cannot be set.' }], // CannotBackfillArray
  [121, { kind: 'ValidationFailed', text: 'The object does not pass the validation of its collection.' }], // DocumentValidationFailure
  [171, { kind: 'IncorrectType', text: parallelLists }], // CannotIndexParallelArrays
  [10_334, TOO_LARGE], // BSONObjectTooLarge
  [17_419, TOO_LARGE],
  [17_420, TOO_LARGE],
  [13_026, POINT], // these five: indexes of the kind 2d
  [13_027, POINT],
  [13_068, POINT],
  [13_654, POINT],
  [16_804, POINT],
  [16_755, { kind: 'IncorrectType', text: noGeometry }], // indexes of the kind 2dsphere
  [16_766, { kind: 'IncorrectType', text: 'A field with a hashed index cannot hold a list.' }],
  [17_261, LANGUAGE],
  [17_262, LANGUAGE],
]);

/** The meaning of a write that MongoDB has refused for its document; undefined for every other error. */
export function refusedDocument(error: unknown): ParseError | undefined {
  if (!(error instanceof MongoServerError)) return undefined;
  const refusal = REFUSALS.get(error.code);
  if (refusal === undefined) return undefined;
  const text = typeof refusal.text === 'string' ? refusal.text : refusal.text(error.message);
  return new ParseError(refusal.kind, text, { cause: error });
}

/** `cannot index parallel arrays [b] [a]`: names of fields, and nothing of their values. */
function parallelLists(message: string): string {
  const fields = [...message.matchAll(/\[([^[\]]{1,64})\]/g)].map(([, field]) => field);
  return `One index covers two fields that both hold lists: ${fields.join(', ')}.`;
}

/** The reasons are sought where MongoDB writes them, at the end behind the document. */
const GEOMETRY_FAULTS: readonly (readonly [RegExp, string])[] = [
  [/Edges \d+ and \d+ (?:cross|have duplicate)[^"]*$/, 'the edges of a polygon cross'],
  [/Loop is not closed[^"]*$/, 'a polygon is not closed'],
  [/(?:Loop is not valid|Loop must have at least)[^"]*$/, 'a polygon is no simple area'],
];

function noGeometry(message: string): string {
  const fault = GEOMETRY_FAULTS.find(([pattern]) => pattern.test(message))?.[1] ?? 'a value is no geometry';
  return `A field with an index of places does not fit: ${fault}.`;
}
