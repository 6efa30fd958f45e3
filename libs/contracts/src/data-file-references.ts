import { z } from 'zod';
import { json, operation } from './operation.ts';

/**
 * Where a walk through all documents of an app stands: the collections are walked in the order of their names, each in that of its ids.
 * `after` is the id of the last document, as extended JSON.
 */
export const documentPlace = z.object({ collection: z.string(), after: z.string().optional() });
export type DocumentPlace = z.infer<typeof documentPlace>;

/** `since`: epoch milliseconds; documents that were not changed from then on are left out. */
export const fileReferencesRequest = z.object({ place: documentPlace.optional(), since: z.number().optional() });
export type FileReferencesRequest = z.infer<typeof fileReferencesRequest>;
const fileReferencesPage = z.object({ names: z.array(z.string()), documents: z.number().int(), next: documentPlace.optional() });
export type FileReferencesPage = z.infer<typeof fileReferencesPage>;

/**
 * The names of files to which some documents of an app refer, wherever they stand in them: fields, arrays, nested objects, users, config,
 * default values. `next` is where to go on; absent at the end.
 */
export const fileReferences = operation<FileReferencesRequest, FileReferencesPage>({
  subject: 'data.file-references',
  request: fileReferencesRequest,
  reply: json(fileReferencesPage),
  retry: 'safe',
  askedBy: ['workers', 'files'],
});
