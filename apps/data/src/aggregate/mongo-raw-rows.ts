import { deserialize, EJSON, type Document } from '@parlance/mongo';

export interface RawForm {
  /** Names of stored members stay; otherwise `_id` is objectId. */
  readonly rawFieldNames: boolean;
  /** Values as relaxed extended JSON; otherwise as plain JSON, with dates and binary data as strings. */
  readonly rawValues: boolean;
}

/** Rows of a result as the database has them, for callers who ask for that. */
export function rawRows(rows: readonly Uint8Array[], { rawFieldNames, rawValues }: RawForm): unknown[] {
  return rows.map((row) => {
    const document = deserialize(row);
    const named = rawFieldNames ? document : withObjectId(document);
    return rawValues ? EJSON.serialize(named, { relaxed: true }) : named;
  });
}

function withObjectId(document: Readonly<Record<string, unknown>>): Document {
  const { _id: objectId, ...members } = document;
  return objectId === undefined ? members : { ...members, objectId };
}
