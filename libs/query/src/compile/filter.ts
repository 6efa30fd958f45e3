import type { ClassSchema, ParseDictionary, ParseValue } from '@parlance/values';
import type { Condition, FieldCondition } from '../ast.ts';
import { dispatch, type Handlers } from '../dispatch.ts';
import { matches } from '../match/matches.ts';
import { unquote } from '../regex/unquote.ts';
import { columnOf, storedOperand, UNEQUALLED, type Column } from './column.ts';
import { boxFilter, circleFilter, intersectsFilter, nearFilter, polygonFilter } from './geo.ts';
import { combine, type MongoFilter } from './combine.ts';

/**
 * The filter that makes MongoDB find the objects of `condition`, among documents of the class.
 *
 * @param condition passed by validateCondition for the same schema
 * @returns a new object, `{}` for everything. Each value stands behind an operator, so that none can be taken for one
 */
export function compileFilter(condition: Condition, schema: ClassSchema): MongoFilter {
  return dispatch(FILTERS, condition, schema);
}

const FILTERS: Handlers<MongoFilter, ClassSchema> = {
  and: (node, schema) => combine(node.items.map((item) => compileFilter(item, schema))),
  or: (node, schema) => (node.items.length === 0 ? nothing() : { $or: node.items.map((item) => compileFilter(item, schema)) }),
  nor: (node, schema) => ({ $nor: node.items.map((item) => compileFilter(item, schema)) }),
  eq: (node, schema) =>
    onColumn(node, schema, ({ path, type }) => {
      const operand = storedOperand(node.operand, type);
      return operand === UNEQUALLED ? nothing() : { [path]: { $eq: operand } };
    }),
  ne: (node, schema) =>
    onColumn(node, schema, ({ path, type }) => {
      const operand = storedOperand(node.operand, type);
      return operand === UNEQUALLED ? {} : { [path]: { $ne: operand } };
    }),
  lt: (node, schema) => onColumn(node, schema, ({ path }) => ({ [path]: { $lt: node.operand } })),
  lte: (node, schema) => onColumn(node, schema, ({ path }) => ({ [path]: { $lte: node.operand } })),
  gt: (node, schema) => onColumn(node, schema, ({ path }) => ({ [path]: { $gt: node.operand } })),
  gte: (node, schema) => onColumn(node, schema, ({ path }) => ({ [path]: { $gte: node.operand } })),
  in: (node, schema) => onColumn(node, schema, (column) => ({ [column.path]: { $in: storedOperands(node.operands, column) } })),
  nin: (node, schema) => onColumn(node, schema, (column) => ({ [column.path]: { $nin: storedOperands(node.operands, column) } })),
  all: (node, schema) =>
    onColumn(node, schema, (column) => {
      const operands = storedOperands(node.operands, column);
      return operands.length < node.operands.length ? nothing() : { [column.path]: { $all: operands } };
    }),
  containedBy: (node, schema) =>
    onColumn(node, schema, (column) => ({
      [column.path]: { $not: { $elemMatch: { $nin: storedOperands(node.operands, column) } } },
    })),
  exists: (node, schema) => onColumn(node, schema, ({ path }) => ({ [path]: { $exists: node.present } })),
  near: (node, schema) => onPlace(node, schema, (path) => nearFilter(path, node)),
  withinBox: (node, schema) => onPlace(node, schema, (path) => boxFilter(path, node)),
  withinPolygon: (node, schema) => onPlace(node, schema, (path) => polygonFilter(path, node)),
  withinCircle: (node, schema) => onPlace(node, schema, (path) => circleFilter(path, node)),
  intersects: (node, schema) => onPlace(node, schema, (path) => intersectsFilter(path, node)),
  text: ({ term, language, caseSensitive, diacriticSensitive }) => ({
    $text: {
      $search: term,
      ...(language === undefined ? {} : { $language: language }),
      $caseSensitive: caseSensitive,
      $diacriticSensitive: diacriticSensitive,
    },
  }),
  regex: (node, schema) =>
    onColumn(node, schema, ({ path }) => {
      const { text } = unquote(node.source);
      if (node.options === '') return { [path]: { $regex: text } };
      // MongoDB puts the pattern in parentheses, and a comment at its end would swallow the closing one.
      return { [path]: { $regex: node.options.includes('x') ? `${text}\n` : text, $options: node.options } };
    }),
};

/** An object as a condition sees it whose path leads nowhere. */
const EMPTY: ParseDictionary = Object.freeze({});

function onColumn<Node extends FieldCondition>(node: Node, schema: ClassSchema, compile: (column: Column) => MongoFilter): MongoFilter {
  const column = columnOf(node.field, schema);
  if (column !== undefined) return compile(column);
  return matches(node, EMPTY) ? {} : nothing();
}

/** Only fields' own places have an index; inside of lists and dictionaries there are none. */
function onPlace(node: FieldCondition, schema: ClassSchema, compile: (path: string) => MongoFilter): MongoFilter {
  const column = columnOf(node.field, schema);
  return column?.type === 'GeoPoint' || column?.type === 'Polygon' ? compile(column.path) : nothing();
}

function storedOperands(operands: readonly ParseValue[], { type }: Column): readonly unknown[] {
  return operands.map((operand) => storedOperand(operand, type)).filter((operand) => operand !== UNEQUALLED);
}

/** MongoDB answers it without looking at a document. */
function nothing(): MongoFilter {
  return { _id: { $in: [] } };
}
