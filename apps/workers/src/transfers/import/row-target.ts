import type { RowFile } from './row-file.ts';

/** Where the rows of one file go. */
export interface RowTarget {
  readonly file: RowFile;
  readonly className: string;
  /** Of a file with the members of a relation. */
  readonly field?: string;
  /** The rows are pieces of files, and go to the service that keeps those. */
  readonly isFiles?: true;
  /** Of a zip: the name of the file. */
  readonly name?: string;
}
