import { ParseError } from '@parlance/errors';
import type { z } from 'zod';

/** One mistake in a request. `field` is its place: `apps[0].id`; empty for the request itself. */
export interface Fault {
  readonly field: string;
  readonly text: string;
}

/** A request that does not fit the schema of its operation. */
export class RequestFaults extends ParseError {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super('InvalidJson', faults.map(({ field, text }) => (field === '' ? text : `${field}: ${text}`)).join('; '));
    this.faults = faults;
  }
}

const FAULTS_MAX = 20;

export function faultsOf({ issues }: z.ZodError): readonly Fault[] {
  return issues.slice(0, FAULTS_MAX).map(({ path, message }) => ({ field: placeOf(path), text: message }));
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (place, part) => (typeof part === 'number' ? `${place}[${part}]` : place === '' ? String(part) : `${place}.${String(part)}`),
    '',
  );
}
