import { ParseError } from '@parlance/errors';
import { shown, type ClassSchema, type FieldType } from '@parlance/values';
import type { AskedCondition, Compare, Condition, FieldPath, Group, InQuery, Membership, Range } from './ast.ts';
import { all, containedBy, eq, gt, gte, isIn, lt, lte, ne, notIn, regroup } from './build.ts';
import { dispatch, type Handlers } from './dispatch.ts';
import { fitOperand, fitOperands } from './fit-operand.ts';
import { RelativeTime } from './parse/relative-time.ts';

type Type = FieldType['type'];

interface Context {
  readonly schema: ClassSchema;
  /** Inside a branch of `or` or `nor`. */
  readonly branch: boolean;
}

/**
 * Compares a condition with the class: operators have to fit the types of the fields they are used on, and operands become values of
 * these types where they mean one, as the id of an object does on a pointer (fit-operand.ts). Fields the class does not have, and paths
 * into fields, may be constrained in any way; nothing is known of them.
 *
 * Equality across types is no error where nothing else can be meant, it matches nothing: clients filter by values that were once saved.
 *
 * On a relation field stand the operators of a list of pointers: equality, membership, existence. On objectId an `inQuery` asks for the
 * ids of the subquery's objects.
 *
 * @returns the condition as the class understands it: the same one, unless an operand of it has changed
 * @throws InvalidQuery (102) an operator that does not fit, or a paging word in a branch; InvalidJson (107) a value that the field cannot
 *   be compared with
 */
export function validateCondition(condition: Condition, schema: ClassSchema): Condition;
export function validateCondition(condition: AskedCondition, schema: ClassSchema): AskedCondition;
export function validateCondition(condition: AskedCondition, schema: ClassSchema): AskedCondition {
  return dispatch(VALIDATORS, condition, { schema, branch: false });
}

const LISTS: ReadonlySet<Type> = new Set<Type>(['Array', 'Relation']);
const PLAIN_LISTS: ReadonlySet<Type> = new Set<Type>(['Array']);
const POINTING: ReadonlySet<Type> = new Set<Type>(['Pointer', 'Array', 'Relation']);
const POINTS: ReadonlySet<Type> = new Set<Type>(['GeoPoint']);
const POLYGONS: ReadonlySet<Type> = new Set<Type>(['Polygon']);
const TEXTS: ReadonlySet<Type> = new Set<Type>(['String', 'Array']);

const VALIDATORS: Handlers<AskedCondition, Context, AskedCondition> = {
  and: (node, context) => validateItems(node, context),
  or: (node, { schema }) => validateItems(node, { schema, branch: true }),
  nor: (node, { schema }) => validateItems(node, { schema, branch: true }),
  eq: (node, context) => compared(eq, node, context),
  ne: (node, context) => compared(ne, node, context),
  lt: (node, context) => ordered(lt, node, context),
  lte: (node, context) => ordered(lte, node, context),
  gt: (node, context) => ordered(gt, node, context),
  gte: (node, context) => ordered(gte, node, context),
  in: (node, context) => chosen(isIn, node, context),
  nin: (node, context) => chosen(notIn, node, context),
  all: (node, context) => chosen(all, oneOf(LISTS, '$all', node, context), context),
  containedBy: (node, context) => oneOf(PLAIN_LISTS, '$containedBy', chosen(containedBy, node, context), context),
  exists: anyType,
  regex: (node, context) => oneOf(TEXTS, '$regex', node, context),
  near: (node, context) => oneOf(POINTS, '$nearSphere', node, context),
  withinBox: (node, context) => oneOf(POINTS, '$within', node, context),
  withinPolygon: (node, context) => oneOf(POINTS, '$geoWithin', node, context),
  withinCircle: (node, context) => oneOf(POINTS, '$geoWithin', node, context),
  intersects: (node, context) => oneOf(POLYGONS, '$geoIntersects', node, context),
  text: (node, context) => oneOf(TEXTS, '$text', node, context),
  inQuery: (node, context) => pointing(node, context),
  notInQuery: (node, context) => pointing(node, context),
  select: anyType,
  dontSelect: anyType,
  relatedTo: (node) => node,
};

function validateItems<K extends 'and' | 'or' | 'nor'>(group: Group<K, AskedCondition>, context: Context): AskedCondition {
  const { items } = group;
  let fitted: AskedCondition[] | undefined;
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as AskedCondition;
    const valid = dispatch(VALIDATORS, item, context);
    if (valid !== item) (fitted ??= items.slice())[at] = valid;
  }
  return fitted === undefined ? (group as AskedCondition) : regroup(group.kind, fitted);
}

/** A constraint of one field. */
interface OnField {
  readonly field: FieldPath;
}

/** Words of a query that have no place in a branch, unless the class has such a field. */
const PAGING_WORDS: ReadonlySet<string> = new Set(['limit', 'skip', 'order', 'include']);

/** @returns the type of the field itself, or undefined where nothing is known */
function typeOf({ field }: OnField, { schema, branch }: Context): FieldType | undefined {
  const type = schema.fields.get(field);
  if (type === undefined && branch && PAGING_WORDS.has(field)) {
    throw new ParseError('InvalidQuery', `${field} has no place in a branch of $or or $nor.`);
  }
  return type;
}

function anyType<Node extends OnField>(node: Node, context: Context): Node {
  typeOf(node, context);
  return node;
}

function oneOf<Node extends OnField>(types: ReadonlySet<Type>, operator: string, node: Node, context: Context): Node {
  const type = typeOf(node, context)?.type;
  if (type !== undefined && !types.has(type)) {
    throw new ParseError('InvalidQuery', `${operator} does not fit ${shown(node.field)}, which is of type ${type}.`);
  }
  return node;
}

function pointing(node: InQuery<'inQuery' | 'notInQuery'>, context: Context): AskedCondition {
  return node.field === 'objectId' ? node : oneOf(POINTING, `$${node.kind}`, node, context);
}

type Compared = Compare<'eq'> | Compare<'ne'>;

function compared<Node extends Compared>(build: (field: FieldPath, operand: Node['operand']) => Node, node: Node, context: Context): Node {
  const operand = fitOperand(node.operand, node.field, typeOf(node, context));
  return operand === node.operand ? node : build(node.field, operand);
}

type Chosen = Membership<'in'> | Membership<'nin'> | Membership<'all'> | Membership<'containedBy'>;

function chosen<Node extends Chosen>(build: (field: FieldPath, operands: Node['operands']) => Node, node: Node, context: Context): Node {
  const operands = fitOperands(node.operands, node.field, typeOf(node, context));
  return operands === node.operands ? node : build(node.field, operands);
}

type Ordered = Range<'lt'> | Range<'lte'> | Range<'gt'> | Range<'gte'>;

function ordered<Node extends Ordered>(build: (field: FieldPath, operand: Date) => Node, node: Node, context: Context): Node {
  const type = typeOf(node, context)?.type;
  if (node.operand instanceof RelativeTime && type !== undefined && type !== 'Date') {
    throw new ParseError('InvalidJson', '$relativeTime can only be used with Date field');
  }
  if (type === undefined || type === 'Array') return node;
  const operand = type === 'Date' ? fitOperand(node.operand, node.field, { type }) : node.operand;
  const given = typeOfOperand(node.operand);
  if (operand instanceof Date && type === 'Date') return operand === node.operand ? node : build(node.field, operand);
  if (type === given) return node;
  throw new ParseError('InvalidQuery', `$${node.kind} compares ${shown(node.field)}, which is of type ${type}, with a ${given}.`);
}

function typeOfOperand(operand: number | string | Date): Type {
  if (typeof operand === 'number') return 'Number';
  return typeof operand === 'string' ? 'String' : 'Date';
}
