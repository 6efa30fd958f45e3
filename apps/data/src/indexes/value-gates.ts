import { hash } from 'node:crypto';

/** Writers of values of one gate wait for each other; more gates cost values of other scripts more. */
const GATES = 64;

const ALL: readonly number[] = Array.from({ length: GATES }, (_, gate) => gate);

/** Strings of these signs are equal under the collation exactly when they are in lower case. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * The gates that a writer of the values has to pass: equal values have one in common.
 *
 * A collation makes strings equal by rules that only the database knows in full (`ꜩ` equals `tz`, `१` equals `1`, some signs count for
 * nothing), so that a value with signs beyond ASCII passes all gates.
 *
 * @param ignoresCase the values are compared by a collation
 * @param values undefined for all gates
 */
export function gatesOf(values: readonly unknown[] | undefined, ignoresCase: boolean): readonly number[] {
  if (values === undefined) return ALL;
  if (!ignoresCase) return [gateOf(JSON.stringify(values))];
  const strings = values.filter((value) => typeof value === 'string');
  if (strings.length < values.length || !strings.every((value) => PLAIN.test(value))) return ALL;
  return [gateOf(JSON.stringify(strings).toLowerCase())];
}

function gateOf(text: string): number {
  return Number.parseInt(hash('sha256', text).slice(0, 8), 16) % GATES;
}
