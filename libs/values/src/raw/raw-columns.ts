import type { FileUrl } from '../file.ts';
import type { ColumnKind } from '../read-plan.ts';
import { BSON_TYPE, type BsonReader } from './bson-reader.ts';
import { GeoValues } from './geo-values.ts';
import { BYTE, type JsonWriter } from './json-writer.ts';
import { RawValues } from './raw-values.ts';

/** `given up`: the written part is no JSON, and the reader stands anywhere. */
export type Outcome = 'written' | 'left out' | 'given up';

/** Writes the values of members the schema explains: readColumn() of read-document.ts, from BSON to JSON. */
export class RawColumns {
  readonly values: RawValues;
  readonly #geo: GeoValues;
  readonly #reader: BsonReader;

  constructor(reader: BsonReader, writer: JsonWriter, fileUrl: FileUrl | undefined) {
    this.values = new RawValues(reader, writer, fileUrl);
    this.#geo = new GeoValues(reader, writer);
    this.#reader = reader;
  }

  write(kind: ColumnKind, type: number): Outcome {
    switch (kind) {
      case 'interior':
      case 'date':
        return this.#interior(type);
      case 'id':
        return outcomeOf(type === BSON_TYPE.objectId ? this.values.objectId() : type === BSON_TYPE.string && this.values.plain.text());
      case 'systemDate':
        return outcomeOf(type === BSON_TYPE.date && this.values.typed.systemDate());
      case 'pointer':
        return type === BSON_TYPE.string ? this.#pointer() : this.#leftOut(type);
      case 'plainPointer':
        return type === BSON_TYPE.null ? 'left out' : this.#interior(type);
      case 'file':
        return type === BSON_TYPE.string ? this.#file() : this.#interior(type);
      case 'bytes':
        return type === BSON_TYPE.string ? 'given up' : this.#interior(type);
      case 'geoPoint':
        return type === BSON_TYPE.array ? outcomeOf(this.#geo.point()) : this.#interior(type);
      case 'polygon':
        return type === BSON_TYPE.document ? outcomeOf(this.#geo.polygon()) : this.#interior(type);
      case 'legacySystemDate': // counts only where its successor is not
        return 'given up';
      case 'internal':
      case 'token':
      case 'readers':
      case 'writers':
      case 'skip':
        return this.#leftOut(type);
    }
  }

  #interior(type: number): Outcome {
    return outcomeOf(this.values.interior(type, 1));
  }

  #leftOut(type: number): Outcome {
    return this.#reader.skip(type) ? 'left out' : 'given up';
  }

  #file(): Outcome {
    this.#reader.text();
    return outcomeOf(this.values.typed.file(this.#reader.from, this.#reader.to));
  }

  /** Values that are no pointers are left out, as pointerFromStored() has it. */
  #pointer(): Outcome {
    const reader = this.#reader;
    reader.text();
    const { from, to } = reader;
    const split = reader.bytes.indexOf(BYTE.dollar, from);
    if (split <= from || split >= to - 1) return 'left out';
    return outcomeOf(this.values.typed.pointer(from, split, to));
  }
}

function outcomeOf(written: boolean): Outcome {
  return written ? 'written' : 'given up';
}
