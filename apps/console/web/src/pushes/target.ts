/** One condition of a target: a field, the operator of the query, and its operand as people read it. */
export interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isConstraints = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && Object.keys(value).length > 0 && Object.keys(value).every((key) => key.startsWith('$'));

function shown(value: unknown): string {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The conditions of a query for installations, which is JSON in a string. A query that cannot be read is shown as it is. */
export function conditionsOf(query: string | undefined): readonly Condition[] {
  const where = parsed(query ?? '{}');
  if (!isObject(where)) return [{ field: '', operator: 'is', value: query ?? '' }];
  return Object.entries(where).flatMap(([field, constraint]) =>
    isConstraints(constraint)
      ? Object.entries(constraint).map(([operator, operand]) => ({ field, operator, value: shown(operand) }))
      : [
          field.startsWith('$')
            ? { field: '', operator: field, value: shown(constraint) }
            : { field, operator: 'is', value: shown(constraint) },
        ],
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text that a payload shows on a device; empty for one that shows none. */
export function messageIn(payload: string): string {
  const data = parsed(payload);
  const alert = isObject(data) ? data.alert : undefined;
  if (typeof alert === 'string') return alert;
  const words = isObject(alert) ? (alert.body ?? alert.title) : undefined;
  return typeof words === 'string' ? words : '';
}
