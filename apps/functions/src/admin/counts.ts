import type { CodePart, CountedBy, CountedError } from '../database/documents.ts';

/** Calls of one function or trigger by one release within one hour. */
export interface Counts {
  readonly app: string;
  readonly version: string;
  readonly part: CodePart;
  readonly by: CountedBy;
  readonly hour: Date;
  calls: number;
  errors: number;
  timeouts: number;
  readonly times: Map<number, number>;
  lastError: CountedError | undefined;
}
