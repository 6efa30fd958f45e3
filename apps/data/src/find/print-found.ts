import type { Identity } from '@parlance/acl';
import { restObject, RestWriter, type ClassSchema } from '@parlance/values';
import type { App } from '../apps/app.ts';
import type { ObjectReads } from '../objects/object.store.ts';
import { readAsCaller, type CallerOptions } from './read-as-caller.ts';

/** What a query has found. `documents` are BSON; `count` and `after` are undefined when they were not asked for. */
export interface Found {
  readonly documents: readonly Uint8Array[];
  readonly count: number | undefined;
  readonly after: string | null | undefined;
}

/** The answer of a query, as the caller sees the documents, printed straight from their BSON. */
export function printFound(
  app: App,
  schema: ClassSchema,
  identity: Identity,
  excludeKeys: readonly string[] | undefined,
  found: Found,
): Promise<Uint8Array> {
  return readAsCaller(app, schema, identity, excludeKeys, (known, options) => print(app.reads, known, options, found));
}

function print(objects: ObjectReads, schema: ClassSchema, { alike, of }: CallerOptions, { documents, count, after }: Found): Uint8Array {
  const writer = new RestWriter(schema, alike);
  const decoded = (raw: Uint8Array): string => {
    const document = objects.decode(raw);
    return JSON.stringify(restObject(document, schema, of?.(document) ?? alike));
  };
  writer.ascii('{"results":[');
  for (const [at, document] of documents.entries()) {
    if (at > 0) writer.ascii(',');
    if (of !== undefined || !writer.object(document)) writer.json(decoded(document));
  }
  writer.ascii(count === undefined ? ']' : `],"count":${count}`);
  writer.ascii(after === undefined ? '}' : `,"after":${JSON.stringify(after)}}`);
  return writer.finish();
}
