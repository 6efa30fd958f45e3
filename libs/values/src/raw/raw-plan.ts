import { readPlanOf, type ColumnKind } from '../read-plan.ts';
import { relationToJson } from '../relation.ts';
import type { ClassSchema } from '../schema.ts';
import { sameBytes, textOf, utf8 } from './utf8.ts';

/** A member of stored documents that the schema explains (read-plan.ts), with the bytes that are read and written for it. */
export interface RawMember {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly stored: Uint8Array;
  /** The name in an answer, with quotes and colon. */
  readonly key: Uint8Array;
  /**
   * The member after it in the last document: most likely the next one again. Only ever compared, so a wrong guess costs time, not truth.
   */
  next: RawMember | undefined;
}

/** The stub of a relation field, a whole member. */
export interface RawRelation {
  readonly name: string;
  readonly member: Uint8Array;
}

/** The read plan of a class for documents that are still bytes; made once per schema. */
export interface RawPlan {
  readonly members: ReadonlyMap<string, RawMember>;
  readonly relations: readonly RawRelation[];
  /** Stands before the first member. */
  readonly start: RawMember;
}

const plans = new WeakMap<ClassSchema, RawPlan>();

export function rawPlanOf(schema: ClassSchema): RawPlan {
  let plan = plans.get(schema);
  if (plan === undefined) plans.set(schema, (plan = makePlan(schema)));
  return plan;
}

function makePlan(schema: ClassSchema): RawPlan {
  const { columns, relations } = readPlanOf(schema);
  const members = new Map<string, RawMember>();
  for (const [stored, { name, kind }] of columns) members.set(stored, member(stored, name, kind));
  return {
    members,
    relations: relations.map(([name, targetClass]) => ({ name, member: utf8(keyOf(name) + JSON.stringify(relationToJson(targetClass))) })),
    start: member('', '', 'skip'),
  };
}

function member(stored: string, name: string, kind: ColumnKind): RawMember {
  return { name, kind, stored: utf8(stored), key: utf8(keyOf(name)), next: undefined };
}

function keyOf(name: string): string {
  return `${JSON.stringify(name)}:`;
}

/** The member of the name that `bytes` hold from `from` until `to`, undefined when the schema knows none. `before` came before it. */
export function memberAt(plan: RawPlan, before: RawMember, bytes: Uint8Array, from: number, to: number): RawMember | undefined {
  const guess = before.next;
  if (guess !== undefined) {
    if (sameBytes(bytes, from, to, guess.stored)) return guess;
    const second = guess.next; // an object does not have every field
    if (second !== undefined && sameBytes(bytes, from, to, second.stored)) return second;
  }
  const found = plan.members.get(textOf(bytes, from, to));
  if (found !== undefined) before.next = found;
  return found;
}
