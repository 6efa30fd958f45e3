import type { Identity } from '@parlance/acl';
import type { ClassSchema } from '@parlance/values';
import type { ReadingApp } from '../apps/app.ts';

/** A class to read, the caller it is read for, and until when. */
export interface AggregateReading {
  readonly app: ReadingApp;
  readonly schema: ClassSchema;
  readonly identity: Identity;
  /** Epoch milliseconds. */
  readonly deadline: number;
}
