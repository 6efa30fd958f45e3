import type { AdmittedFile } from './receive-file.ts';

/** An upload that has been admitted: the client's words about it, checked. `name` is the given one, `length` in bytes where it is known. */
export interface AnnouncedFile extends AdmittedFile {
  readonly directory: string | undefined;
  readonly length: number | undefined;
  /** True where triggers are not to see the bytes. */
  readonly isStream: boolean;
}
