import { encodeValue, type Json, type JsonObject, type ParseValue } from '@parlance/values';
import type { Condition } from './ast.ts';
import { dispatch, type Handlers } from './dispatch.ts';

type Printed = Record<string, Json>;

/**
 * A condition as `where` JSON, for logs, stored audiences and caches: parseWhere of it gives the same condition, for whoever may name
 * the same fields. Each operator is written out, `$eq` too. Returned objects are new; operands without typed values are shared.
 */
export function printWhere(condition: Condition): JsonObject {
  return dispatch(PRINTERS, condition, undefined);
}

const PRINTERS: Handlers<Printed> = {
  and: ({ items }) => printAll(items),
  or: ({ items }): Printed => (items.length === 0 ? { $nor: [{}] } : { $or: items.map(printWhere) }),
  nor: ({ items }) => ({ $nor: items.map(printWhere) }),
  eq: ({ field, operand }) => printed(field, '$eq', encodeValue(operand)),
  ne: ({ field, operand }) => printed(field, '$ne', encodeValue(operand)),
  lt: ({ field, operand }) => printed(field, '$lt', encodeValue(operand)),
  lte: ({ field, operand }) => printed(field, '$lte', encodeValue(operand)),
  gt: ({ field, operand }) => printed(field, '$gt', encodeValue(operand)),
  gte: ({ field, operand }) => printed(field, '$gte', encodeValue(operand)),
  in: ({ field, operands }) => printed(field, '$in', encodeAll(operands)),
  nin: ({ field, operands }) => printed(field, '$nin', encodeAll(operands)),
  all: ({ field, operands }) => printed(field, '$all', encodeAll(operands)),
  containedBy: ({ field, operands }) => printed(field, '$containedBy', encodeAll(operands)),
  exists: ({ field, present }) => printed(field, '$exists', present),
  regex: ({ field, source, options }) => {
    const constraint: JsonObject = options === '' ? { $regex: source } : { $regex: source, $options: options };
    return { [field]: constraint };
  },
};

function printed(field: string, operator: string, json: Json): Printed {
  return { [field]: { [operator]: json } };
}

function encodeAll(operands: readonly ParseValue[]): Json {
  return operands.map((operand) => encodeValue(operand));
}

/** One object when all parts speak of different keys, as clients write it; else `$and`. */
function printAll(items: readonly Condition[]): Printed {
  const parts = items.map(printWhere);
  const together: Printed = {};
  for (const part of parts) Object.assign(together, part);
  return Object.keys(together).length === parts.length ? together : { $and: parts };
}
