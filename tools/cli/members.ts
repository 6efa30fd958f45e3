import { type AnyAdminOperation } from '@parlance/admin-operations';
import { z } from 'zod';

/** A member of a request, as the command line takes it. */
export interface Member {
  /** As in the table: `overlapSeconds`. */
  readonly name: string;
  /** `--overlap-seconds`. */
  readonly flag: string;
  readonly kind: MemberKind;
  readonly required: boolean;
  /** Words of an enum. */
  readonly choices: readonly string[];
  readonly about: string;
  readonly default?: unknown;
}

/** `list`: given several times, or with commas. `json`: JSON, or `@file` with it. `switch`: alone, or with true or false. */
export type MemberKind = 'text' | 'number' | 'switch' | 'list' | 'json';

interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly description?: string;
  readonly default?: unknown;
}

/** The members of an operation's request, required ones first. */
export function membersOf({ request }: AnyAdminOperation): readonly Member[] {
  const schema = z.toJSONSchema(request, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const required = new Set(schema.required ?? []);
  const members = Object.entries(schema.properties ?? {}).map(([name, property]) => memberOf(name, property, required.has(name)));
  return [...members.filter((member) => member.required), ...members.filter((member) => !member.required)];
}

function memberOf(name: string, schema: JsonSchema, required: boolean): Member {
  const type = kindOf(schema);
  const choices = (schema.enum ?? schema.items?.enum ?? []).filter((choice) => typeof choice === 'string');
  return {
    name,
    flag: flagOf(name),
    kind: type,
    required: required && schema.default === undefined,
    choices,
    about: schema.description ?? '',
    ...(schema.default === undefined ? {} : { default: schema.default }),
  };
}

function kindOf(schema: JsonSchema): MemberKind {
  // Of a value that may be null as well, the other form is asked for.
  const of = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
  if (schema.anyOf !== undefined && schema.anyOf.filter(({ type }) => type !== 'null').length > 1) return 'json';
  if (of.type === 'string' || of.enum !== undefined) return 'text';
  if (of.type === 'integer' || of.type === 'number') return 'number';
  if (of.type === 'boolean') return 'switch';
  if (of.type === 'array' && (of.items?.type === 'string' || of.items?.enum !== undefined)) return 'list';
  return 'json';
}

/** `overlap-seconds` for `overlapSeconds`. */
export function flagOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** How a value is written in help texts. */
export function placeholderOf({ kind, name, choices }: Member): string {
  if (choices.length > 0) return choices.join('|');
  return { text: name.toUpperCase(), number: 'N', switch: '', list: 'A,B', json: 'JSON|@FILE' }[kind];
}
