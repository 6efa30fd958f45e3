import { isIn, notIn, type Condition, type FieldPath, type SelectKey } from '@parlance/query';
import { decodeDocument, encodeValue, isDictionary, isList, isListIndex, Pointer, Relation, type ParseValue } from '@parlance/values';
import { readySubquery } from './ready-subquery.ts';
import { valueOf } from './triggered-subquery.ts';
import { readingOf, type Answering } from './resolving.ts';

/** `$select`, `$dontSelect`: the values that the objects of the subquery have under a key. An unset one, or null, is no value. */
export async function answerSelectKey(node: SelectKey<'select' | 'dontSelect'>, answering: Answering): Promise<Condition> {
  const { field, subquery, key } = node;
  const { app, budget } = answering;
  const values = new Map<unknown, ParseValue>();
  const ready = await readySubquery(subquery, key, answering);
  if (ready !== undefined) {
    const keep = (value: ParseValue): void => {
      const identity = identityOf(value);
      if (values.has(identity)) return;
      budget.spend(bytesOf(value));
      values.set(identity, value);
    };
    if (ready.results === undefined) {
      await app.references.eachDocument(ready.query, key, readingOf(answering), (documents) => {
        for (const document of documents) valuesAt(decodeDocument(document, ready.query.schema), key).forEach(keep);
      });
    } else for (const object of await ready.results()) valuesAt(valueOf(object, key), key).forEach(keep);
  }
  const operands = asFieldHolds([...values.values()], node, answering);
  return node.kind === 'select' ? isIn(field, operands) : notIn(field, operands);
}

/** The value at a path; of a list each element. A pointer has one inside that can be named: its objectId. */
function valuesAt(object: ParseValue, key: FieldPath): readonly ParseValue[] {
  let value: ParseValue | undefined = object;
  for (const segment of key.split('.')) value = value === undefined ? undefined : memberOf(value, segment);
  const values: readonly (ParseValue | undefined)[] = value !== undefined && isList(value) ? value : [value];
  return values.filter(isComparable);
}

/** A relation is a stub that each object shows, whatever its members are. */
function isComparable(value: ParseValue | undefined): value is ParseValue {
  return value !== undefined && value !== null && !isList(value) && !(value instanceof Relation);
}

function memberOf(value: ParseValue, segment: string): ParseValue | undefined {
  if (value instanceof Pointer) return segment === 'objectId' ? value.objectId : undefined;
  if (isList(value)) return isListIndex(segment) ? value[Number(segment)] : undefined;
  return isDictionary(value) && Object.hasOwn(value, segment) ? value[segment] : undefined;
}

/** Equal for equal values, so that a value that many objects have is asked for once. */
function identityOf(value: ParseValue): unknown {
  if (typeof value === 'string') return `"${value}`;
  return typeof value === 'object' ? JSON.stringify(encodeValue(value)) : value;
}

/** At least the bytes that the value takes as stored: strings in UTF-8; typed values and dictionaries less than twice their JSON. */
function bytesOf(value: ParseValue): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  return typeof value === 'object' ? 2 * JSON.stringify(encodeValue(value)).length : 8;
}

/** A pointer field is compared with pointers: ids are taken for those of its class. */
function asFieldHolds(
  values: readonly ParseValue[],
  { field, key }: SelectKey<'select' | 'dontSelect'>,
  { schema }: Answering,
): ParseValue[] {
  const type = schema.fields.get(field);
  const areIds = key === 'objectId' || key.endsWith('.objectId');
  if (type?.type !== 'Pointer' || !areIds) return [...values];
  return values.map((value) => (typeof value === 'string' ? new Pointer(type.targetClass, value) : value));
}
