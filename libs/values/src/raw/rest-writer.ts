import type { ReadOptions } from '../read-document.ts';
import type { ClassSchema } from '../schema.ts';
import { JsonWriter } from './json-writer.ts';
import { RawObjects } from './raw-objects.ts';

/**
 * Prints an answer of objects from stored documents that are still BSON, without making objects of them: in 40 % of the time. The
 * text, parsed, equals the result of restObject() for the same document. An object or two of odd data are left to the caller.
 *
 * To be filled and finished without a pause between, since writers share their scratch memory one after another.
 */
export class RestWriter {
  readonly #writer = new JsonWriter();
  readonly #objects: RawObjects;

  constructor(schema: ClassSchema, options: ReadOptions) {
    this.#objects = new RawObjects(schema, options, this.#writer);
  }

  /** Text that is JSON already, such as the object of a document that object() has left to the caller. */
  json(text: string): void {
    this.#writer.json(text);
  }

  /** The same of short ASCII text, such as the signs between objects. */
  ascii(text: string): void {
    this.#writer.ascii(text);
  }

  /**
   * @returns false when the document holds a value that is not handled here, and nothing is written; restObject() handles everything
   * @throws RangeError on damaged BSON
   */
  object(document: Uint8Array): boolean {
    const before = this.#writer.at;
    if (this.#objects.write(document)) return true;
    this.#writer.at = before;
    return false;
  }

  /** The UTF-8 bytes of everything. Ends the writer. */
  finish(): Uint8Array {
    return this.#writer.finish();
  }
}
