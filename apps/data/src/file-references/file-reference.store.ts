import type { data } from '@parlance/contracts';

/** The references of an app's documents to files. */
export interface FileReferenceStore {
  /**
   * Walks on through the documents of an app.
   *
   * @param fileFieldsOf the File fields of a collection's class
   */
  walk(
    request: data.FileReferencesRequest,
    fileFieldsOf: (collection: string) => Promise<ReadonlySet<string>>,
  ): Promise<data.FileReferencesPage>;
}
