import { find } from '../../../requests.ts';
import type { Step } from '../../../subject.ts';
import { operandsOf } from '../shape.ts';

export const CLASS = 'GenShape';
export const OPERANDS = operandsOf('Gen');

/** A find whose answer is which objects match. */
export const where = (title: string, constraint: unknown, more: Record<string, unknown> = {}): Step =>
  find(title, CLASS, { where: constraint, keys: 'objectId', ...more });

export const fieldTable = (fields: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(fields.map((field) => [field, field]));
