import type { ReadOptions } from '../read-document.ts';
import type { ClassSchema } from '../schema.ts';
import { POINTER_PREFIX } from '../pointer.ts';
import { writeAcl } from './acl-writer.ts';
import { BSON_TYPE, BsonReader } from './bson-reader.ts';
import { BYTE, type JsonWriter } from './json-writer.ts';
import { memberAt, rawPlanOf, type RawMember, type RawPlan } from './raw-plan.ts';
import { RawColumns } from './raw-columns.ts';
import { sameBytes, textOf, utf8 } from './utf8.ts';

/** Writes the objects of stored documents: read-document.ts and rest-object.ts, from BSON to JSON. */
export class RawObjects {
  readonly #plan: RawPlan;
  readonly #options: ReadOptions;
  readonly #reader = new BsonReader();
  readonly #writer: JsonWriter;
  readonly #columns: RawColumns;
  /** Where the lists of the present document are, -1 for those it does not have. */
  #readersAt = -1;
  #writersAt = -1;

  constructor(schema: ClassSchema, options: ReadOptions, writer: JsonWriter) {
    this.#plan = rawPlanOf(schema);
    this.#options = options;
    this.#writer = writer;
    this.#columns = new RawColumns(this.#reader, writer, options.fileUrl);
  }

  /** @returns false when it could not; the written part of the object is no JSON then */
  write(document: Uint8Array): boolean {
    const { internal, credentials } = this.#options;
    if (internal === true || credentials === true) return false;
    this.#readersAt = this.#writersAt = -1;
    const reader = this.#reader;
    const end = reader.open(document);
    this.#writer.byte(BYTE.openingBrace);
    let before = this.#plan.start;
    for (let type = reader.next(end); type !== 0; type = reader.next(end)) {
      reader.name();
      const member = memberAt(this.#plan, before, reader.bytes, reader.from, reader.to);
      if (!(member === undefined ? this.#unknown(type) : this.#known(member, type))) return false;
      if (member !== undefined) before = member;
    }
    this.#relations();
    if (!this.#acl()) return false;
    this.#writer.closeObject();
    return true;
  }

  #known(member: RawMember, type: number): boolean {
    const reader = this.#reader;
    if (member.kind === 'readers' || member.kind === 'writers') {
      if (type !== BSON_TYPE.array) return false;
      if (member.kind === 'readers') this.#readersAt = reader.at;
      else this.#writersAt = reader.at;
      return reader.skip(type);
    }
    if (this.#options.omit?.has(member.name) === true) return reader.skip(type);
    const before = this.#writer.at;
    this.#writer.bytes(member.key);
    const outcome = this.#columns.write(member.kind, type);
    if (outcome === 'left out') this.#writer.at = before;
    else this.#writer.byte(BYTE.comma);
    return outcome !== 'given up';
  }

  /** A member the schema does not know. The caller hears of it even when the object is given up later. */
  #unknown(type: number): boolean {
    const reader = this.#reader;
    const { bytes, from, to } = reader;
    const lead = bytes[from];
    if (lead === BYTE.dollar) return false; // the driver takes some such documents for references
    const isInternal = lead === BYTE.underscore;
    const isPointer = isInternal && startsWith(bytes, from, POINTER);
    if (isInternal && !isPointer) return reader.skip(type);
    const { omit, onUnknownMember } = this.#options;
    if (type !== BSON_TYPE.null) onUnknownMember?.(textOf(bytes, from, to));
    if (isPointer || omit?.has(textOf(bytes, from, to)) === true) return reader.skip(type);
    if (!this.#writer.key(bytes, from, to) || !this.#columns.values.interior(type, 1)) return false;
    this.#writer.byte(BYTE.comma);
    return true;
  }

  #relations(): void {
    for (const { name, member } of this.#plan.relations) {
      if (this.#options.omit?.has(name) === true) continue;
      this.#writer.bytes(member);
      this.#writer.byte(BYTE.comma);
    }
  }

  #acl(): boolean {
    const lists = { readersAt: this.#readersAt, writersAt: this.#writersAt };
    if ((lists.readersAt < 0 && lists.writersAt < 0) || this.#options.omit?.has('ACL') === true) return true;
    this.#writer.bytes(ACL);
    if (!writeAcl(this.#reader, this.#writer, lists)) return false;
    this.#writer.byte(BYTE.comma);
    return true;
  }
}

function startsWith(bytes: Uint8Array, from: number, prefix: Uint8Array): boolean {
  return sameBytes(bytes, from, from + prefix.length, prefix);
}

const POINTER = utf8(POINTER_PREFIX);
const ACL = utf8('"ACL":');
