import { z } from 'zod';
import type { AnyAdminOperation } from './admin-operation.ts';

/**
 * A type of a field of a message.
 *
 * - `value`: any JSON (`google.protobuf.Value`); `struct`: any JSON object (`google.protobuf.Struct`)
 */
export type ProtoType = 'string' | 'int64' | 'double' | 'bool' | 'value' | 'struct' | ProtoMessage;

/** A member of a request or reply as a field of a message. */
export interface ProtoField {
  /** Of the JSON, in camel case. */
  readonly member: string;
  readonly type: ProtoType;
  readonly kind: 'single' | 'list' | 'map';
  /** False for a member that may be missing, or null. */
  readonly required: boolean;
  readonly meaning: string;
}

export interface ProtoMessage {
  readonly name: string;
  readonly fields: readonly ProtoField[];
}

/** One operation as gRPC has it: the method `name` of the service `service`. */
export interface ProtoMethod {
  readonly service: string;
  readonly name: string;
  readonly request: ProtoMessage;
  readonly response: ProtoMessage;
}

/** The part of a JSON schema that is looked at. */
interface Json {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Json>>;
  readonly required?: readonly string[];
  readonly items?: Json;
  readonly additionalProperties?: Json | boolean;
  readonly anyOf?: readonly Json[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
}

/** The messages of an operation, made of its schemas. */
export function protoMethod({ area, name, request, reply }: AnyAdminOperation): ProtoMethod {
  const service = `${pascal(area)}Service`;
  const method = pascal(name);
  return {
    service,
    name: method,
    request: messageOf(`${service}${method}Request`, jsonOf(request, 'input')),
    response: messageOf(`${service}${method}Response`, jsonOf(reply, 'output')),
  };
}

function jsonOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }) as Json;
}

function messageOf(name: string, { properties = {}, required = [] }: Json): ProtoMessage {
  return { name, fields: Object.entries(properties).map(([member, schema]) => fieldOf(member, schema, required.includes(member))) };
}

function fieldOf(member: string, schema: Json, required: boolean): ProtoField {
  const { json, nullable } = withoutNull(schema);
  const meaning = [schema.description ?? json.description ?? '', choicesOf(json)].filter((text) => text !== '').join(' ');
  const about = { member, required: required && !nullable, meaning };
  const { items, additionalProperties: others } = json;
  if (json.type === 'array' && items !== undefined) {
    const type = typeOf(member, items);
    return type === undefined ? { ...about, type: 'value', kind: 'single' } : { ...about, type, kind: 'list' };
  }
  if (json.type === 'object' && json.properties === undefined) {
    const type = typeof others === 'object' ? typeOf(member, others) : undefined;
    return type === undefined || type === 'value' ? { ...about, type: 'struct', kind: 'single' } : { ...about, type, kind: 'map' };
  }
  return { ...about, type: typeOf(member, json) ?? 'value', kind: 'single' };
}

/** @returns undefined for a list, which cannot stand in a list */
function typeOf(member: string, schema: Json): ProtoType | undefined {
  const { json, nullable } = withoutNull(schema);
  if (nullable) return 'value';
  const { type, properties } = json;
  if (type === 'array') return undefined;
  if (type === 'object') return properties === undefined ? 'struct' : messageOf(pascal(member), json);
  if (type === 'integer') return 'int64';
  if (type === 'number') return 'double';
  if (type === 'boolean') return 'bool';
  return type === 'string' ? 'string' : 'value';
}

function withoutNull(schema: Json): { readonly json: Json; readonly nullable: boolean } {
  const choices = schema.anyOf?.filter(({ type }) => type !== 'null');
  const [only] = choices ?? [];
  const nullable = choices !== undefined && choices.length < (schema.anyOf?.length ?? 0);
  return nullable && choices.length === 1 && only !== undefined ? { json: only, nullable } : { json: schema, nullable };
}

function choicesOf({ enum: choices, items }: Json): string {
  const words = choices ?? items?.enum;
  return words === undefined ? '' : `One of ${words.map(String).join(', ')}.`;
}

/** `sign-out` and `signOut` as `SignOut`. */
function pascal(name: string): string {
  return name.replace(/(?:^|[-_])([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `lastUsedAt` as `last_used_at`. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
