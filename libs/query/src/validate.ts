import { ParseError } from '@parlance/errors';
import { shown, type ClassSchema, type FieldType } from '@parlance/values';
import type { AskedCondition, FieldPath, Group, Range } from './ast.ts';
import { dispatch, type Handlers } from './dispatch.ts';

type Type = FieldType['type'];

interface Context {
  readonly schema: ClassSchema;
  /** Inside a branch of `or` or `nor`. */
  readonly branch: boolean;
}

/**
 * Compares a condition with the class: operators have to fit the types of the fields they are used on. Fields the class does not
 * have, and paths into fields, may be constrained in any way; nothing is known of them.
 *
 * Equality across types is no error, it matches nothing: clients filter by values that were once saved.
 *
 * On a relation field stand the operators of a list of pointers: equality, membership, existence.
 *
 * @throws InvalidQuery (102) an operator that does not fit, or a paging word in a branch
 */
export function validateCondition(condition: AskedCondition, schema: ClassSchema): void {
  dispatch<void, Context, AskedCondition>(VALIDATORS, condition, { schema, branch: false });
}

const LISTS: ReadonlySet<Type> = new Set<Type>(['Array', 'Relation']);
const PLAIN_LISTS: ReadonlySet<Type> = new Set<Type>(['Array']);
const POINTING: ReadonlySet<Type> = new Set<Type>(['Pointer', 'Array', 'Relation']);
const POINTS: ReadonlySet<Type> = new Set<Type>(['GeoPoint']);
const POLYGONS: ReadonlySet<Type> = new Set<Type>(['Polygon']);
const TEXTS: ReadonlySet<Type> = new Set<Type>(['String', 'Array']);

const VALIDATORS: Handlers<void, Context, AskedCondition> = {
  and: (node, context) => validateItems(node, context),
  or: (node, { schema }) => validateItems(node, { schema, branch: true }),
  nor: (node, { schema }) => validateItems(node, { schema, branch: true }),
  eq: anyType,
  ne: anyType,
  lt: ordered,
  lte: ordered,
  gt: ordered,
  gte: ordered,
  in: anyType,
  nin: anyType,
  all: (node, context) => oneOf(LISTS, '$all', node, context),
  containedBy: (node, context) => oneOf(PLAIN_LISTS, '$containedBy', node, context),
  exists: anyType,
  regex: (node, context) => oneOf(TEXTS, '$regex', node, context),
  near: (node, context) => oneOf(POINTS, '$nearSphere', node, context),
  withinBox: (node, context) => oneOf(POINTS, '$within', node, context),
  withinPolygon: (node, context) => oneOf(POINTS, '$geoWithin', node, context),
  withinCircle: (node, context) => oneOf(POINTS, '$geoWithin', node, context),
  intersects: (node, context) => oneOf(POLYGONS, '$geoIntersects', node, context),
  text: (node, context) => oneOf(TEXTS, '$text', node, context),
  inQuery: (node, context) => oneOf(POINTING, '$inQuery', node, context),
  notInQuery: (node, context) => oneOf(POINTING, '$notInQuery', node, context),
  select: anyType,
  dontSelect: anyType,
  relatedTo: () => undefined,
};

function validateItems(group: Group<'and' | 'or' | 'nor', AskedCondition>, context: Context): void {
  for (const item of group.items) dispatch<void, Context, AskedCondition>(VALIDATORS, item, context);
}

/** A constraint of one field. */
interface OnField {
  readonly field: FieldPath;
}

/** Words of a query that have no place in a branch, unless the class has such a field. */
const PAGING_WORDS: ReadonlySet<string> = new Set(['limit', 'skip', 'order', 'include']);

/** @returns the type of the field itself, or undefined where nothing is known */
function typeOf({ field }: OnField, { schema, branch }: Context): Type | undefined {
  const type = schema.fields.get(field)?.type;
  if (type === undefined && branch && PAGING_WORDS.has(field)) {
    throw new ParseError('InvalidQuery', `${field} has no place in a branch of $or or $nor.`);
  }
  return type;
}

function anyType(node: OnField, context: Context): void {
  typeOf(node, context);
}

function oneOf(types: ReadonlySet<Type>, operator: string, node: OnField, context: Context): void {
  const type = typeOf(node, context);
  if (type !== undefined && !types.has(type)) {
    throw new ParseError('InvalidQuery', `${operator} does not fit ${shown(node.field)}, which is of type ${type}.`);
  }
}

function ordered(node: Range<'lt' | 'lte' | 'gt' | 'gte'>, context: Context): void {
  const type = typeOf(node, context);
  if (type === undefined || type === 'Array') return;
  const operand = typeOfOperand(node.operand);
  if (type !== operand) {
    throw new ParseError('InvalidQuery', `$${node.kind} compares ${shown(node.field)}, which is of type ${type}, with a ${operand}.`);
  }
}

function typeOfOperand(operand: number | string | Date): Type {
  if (typeof operand === 'number') return 'Number';
  return typeof operand === 'string' ? 'String' : 'Date';
}
