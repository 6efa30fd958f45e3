import { createFileRegistry, fromBinary, fromJsonString, toBinary, toJson, type DescMessage, type JsonValue } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { ProtoField, ProtoMessage } from '@parlance/admin-operations';
import descriptors from './descriptors.json' with { type: 'json' };

const PACKAGE = 'parlance.admin.v1';
/** The descriptors of all proto files, as buf has compiled them. */
export const DESCRIPTOR_SET = Buffer.from(descriptors.set, 'base64');
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, DESCRIPTOR_SET));

/** The files of the set, one by one, as the reflection service wants them. */
export function fileDescriptors(): readonly Buffer[] {
  return fromBinary(FileDescriptorSetSchema, DESCRIPTOR_SET).file.map((file) => Buffer.from(toBinary(FileDescriptorProtoSchema, file)));
}

/** @throws Error for a message that the proto files do not have: they are older than the table */
function descriptorOf(name: string): DescMessage {
  const found = registry.getMessage(name);
  if (found === undefined) throw new Error(`The proto files have no message ${name}: npm run admin:proto.`);
  return found;
}

type Json = Record<string, unknown>;

/** A message of an operation as JSON and as bytes. */
export class MessageCodec {
  readonly #descriptor: DescMessage;
  readonly #message: ProtoMessage;

  constructor(message: ProtoMessage, packageName: string = PACKAGE) {
    this.#message = message;
    this.#descriptor = descriptorOf(`${packageName}.${message.name}`);
  }

  /** @throws Error for bytes that are no such message */
  decode(bytes: Uint8Array): Json {
    const json = toJson(this.#descriptor, fromBinary(this.#descriptor, bytes), { alwaysEmitImplicit: true, registry });
    return plain(json as Json, this.#message);
  }

  /** @param value null counts as missing. @throws Error for a value that does not fit */
  encode(value: object): Buffer {
    return Buffer.from(toBinary(this.#descriptor, fromJsonString(this.#descriptor, JSON.stringify(value), { registry })));
  }
}

/** Bytes of a message that is given as its JSON. */
export function encoded(name: string, value: object): Buffer {
  const descriptor = descriptorOf(name);
  return Buffer.from(toBinary(descriptor, fromJsonString(descriptor, JSON.stringify(value), { registry })));
}

/** The JSON of an operation: numbers are numbers, and a list that is empty and may be missing is missing. */
function plain(json: Json, { fields }: ProtoMessage): Json {
  const members = fields.flatMap((field): [string, unknown][] => {
    const value = json[field.member];
    if (value === undefined || (!field.required && isEmpty(field, value))) return [];
    return [[field.member, valueOf(field, value)]];
  });
  return Object.fromEntries(members);
}

function isEmpty({ kind }: ProtoField, value: unknown): boolean {
  return kind !== 'single' && Object.keys(value as object).length === 0;
}

function valueOf({ kind, type }: ProtoField, value: unknown): unknown {
  const one = (item: unknown): unknown => {
    if (type === 'int64') return Number(item);
    return typeof type === 'object' ? plain(item as Json, type) : item;
  };
  if (kind === 'list') return (value as JsonValue[]).map(one);
  if (kind === 'map') return Object.fromEntries(Object.entries(value as Json).map(([key, item]) => [key, one(item)]));
  return one(value);
}
