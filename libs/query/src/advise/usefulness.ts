import type { ClassSchema, FieldType } from '@parlance/values';
import type { Condition, FieldCondition } from '../ast.ts';
import { columnOf, type Column } from '../compile/column.ts';
import { anchoredPrefix } from './pattern-cost.ts';

/** How a constraint narrows an index, the most useful way first; other constraints do not. */
export const NARROWINGS = ['equal', 'in', 'range', 'prefix'] as const;
export type Narrowing = (typeof NARROWINGS)[number];

/** A field by which an index could find the objects of a condition. */
export interface Candidate {
  readonly field: string;
  /** Where documents hold it. */
  readonly path: string;
  readonly narrowing: Narrowing;
  /** Place in the order of 09 section 8, the type that tells objects apart best first. */
  readonly typeRank: number;
  /** Holds one of two values, so that an index which begins with it leaves half of the class. */
  readonly isPoor: boolean;
  /** May hold a list, of which an index has at most one. */
  readonly isListed: boolean;
  /** How many values it is compared with. */
  readonly operands: number;
}

/** Types by how well their values tell objects apart, the best first. Source: docs/contract/09, section 8. */
const TYPES: readonly (FieldType['type'] | undefined)[] = ['GeoPoint', 'Array', 'Pointer', 'Date', 'String', 'Number'];

/**
 * The fields that narrow a conjunction, each once and the most useful one first: by constraint, then by type, with the poor ones last.
 *
 * @param conditions all of which hold
 */
export function candidatesOf(conditions: readonly Condition[], schema: ClassSchema): readonly Candidate[] {
  const byField = new Map<string, Candidate>();
  for (const condition of conditions) {
    const candidate = candidateOf(condition, schema);
    const known = candidate && byField.get(candidate.field);
    if (candidate !== undefined && (known === undefined || compareCandidates(candidate, known) < 0))
      byField.set(candidate.field, candidate);
  }
  return [...byField.values()].sort(compareCandidates);
}

/** The name decides between equals, so that an advice does not depend on how a query was written. */
function compareCandidates(one: Candidate, other: Candidate): number {
  const byConstraint = NARROWINGS.indexOf(one.narrowing) - NARROWINGS.indexOf(other.narrowing);
  return Number(one.isPoor) - Number(other.isPoor) || byConstraint || one.typeRank - other.typeRank || (one.field < other.field ? -1 : 1);
}

function candidateOf(condition: Condition, schema: ClassSchema): Candidate | undefined {
  if ('items' in condition) return undefined;
  const narrowing = narrowingOf(condition);
  if (narrowing === undefined || condition.field.startsWith('_')) return undefined;
  const column = columnOf(condition.field, schema);
  if (column === undefined) return undefined;
  const { field } = condition;
  const rank = TYPES.indexOf(column.type);
  return {
    field,
    path: column.path,
    narrowing,
    typeRank: column.type === undefined || rank === -1 ? TYPES.length : rank,
    isPoor: column.type === 'Boolean' || ('operand' in condition && typeof condition.operand === 'boolean'),
    isListed: isListed(column),
    operands: condition.kind === 'in' ? condition.operands.length : 1,
  };
}

/** Of a path into a field nothing is known: it may lead to a list. Points are stored as lists. */
export function isListed({ path, type }: Column): boolean {
  return type === 'Array' || type === 'GeoPoint' || (type === undefined && path.includes('.'));
}

function narrowingOf(condition: FieldCondition): Narrowing | undefined {
  switch (condition.kind) {
    case 'eq':
    case 'all':
      return 'equal';
    case 'in':
      return 'in';
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return 'range';
    case 'regex':
      return anchoredPrefix(condition) === '' ? undefined : 'prefix';
    default:
      return undefined;
  }
}
