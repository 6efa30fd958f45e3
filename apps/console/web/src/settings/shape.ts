/** The part of JSON Schema that editors are made of; the rest is edited as JSON. */
interface Schema {
  readonly type?: unknown;
  readonly enum?: unknown;
  readonly anyOf?: unknown;
  readonly properties?: unknown;
  readonly additionalProperties?: unknown;
  readonly items?: unknown;
  readonly required?: unknown;
  readonly minimum?: unknown;
  readonly exclusiveMinimum?: unknown;
  readonly maximum?: unknown;
  readonly description?: unknown;
  readonly secret?: unknown;
}

/** A member of an object, with its own shape. */
export interface Member {
  readonly name: string;
  readonly description: string;
  readonly shape: Shape;
}

/** The form that the values of a setting have; `nullable`: null is a value as well, and means none. */
export type Shape = { readonly nullable: boolean } & (
  | { readonly kind: 'boolean' | 'text' | 'secret' | 'texts' | 'json' }
  | { readonly kind: 'number'; readonly isInteger: boolean; readonly min: number | undefined; readonly max: number | undefined }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'object'; readonly members: readonly Member[] }
);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const numberIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((one) => typeof one === 'string');

/** The shape of values by their JSON Schema. */
export function shapeOf(schema: unknown): Shape {
  if (!isRecord(schema)) return { kind: 'json', nullable: true };
  const { anyOf, type, enum: options, items } = schema as Schema;
  if (Array.isArray(anyOf)) return ofAlternatives(anyOf);
  if (isTexts(options)) return { kind: 'choice', options, nullable: false };
  if (type === 'boolean') return { kind: 'boolean', nullable: false };
  if (type === 'integer' || type === 'number') return ofNumbers(schema);
  if (type === 'string') return { kind: schema['secret'] === true ? 'secret' : 'text', nullable: false };
  if (type === 'array' && isTextual(items)) return { kind: 'texts', nullable: false };
  if (type === 'object') return ofObjects(schema);
  return { kind: 'json', nullable: false };
}

/** Only "something or null" has an editor of its own. */
function ofAlternatives(alternatives: readonly unknown[]): Shape {
  const isNull = (schema: unknown): boolean => isRecord(schema) && schema['type'] === 'null';
  const others = alternatives.filter((schema) => !isNull(schema));
  const nullable = others.length < alternatives.length;
  return others.length === 1 ? { ...shapeOf(others[0]), nullable } : { kind: 'json', nullable };
}

function ofNumbers({ type, minimum, exclusiveMinimum, maximum }: Schema): Shape {
  const isInteger = type === 'integer';
  const above = numberIn(exclusiveMinimum);
  const min = numberIn(minimum) ?? (above === undefined || !isInteger ? above : above + 1);
  return { kind: 'number', isInteger, min, max: numberIn(maximum), nullable: false };
}

/** Objects of named members; maps of any names are edited as JSON. */
function ofObjects({ properties, additionalProperties }: Schema): Shape {
  if (!isRecord(properties) || isRecord(additionalProperties)) return { kind: 'json', nullable: false };
  const members = Object.entries(properties).map(([name, schema]): Member => {
    const description = isRecord(schema) && typeof schema['description'] === 'string' ? schema['description'] : '';
    return { name, description, shape: shapeOf(schema) };
  });
  return { kind: 'object', members, nullable: false };
}

/** Texts of any form, such as addresses of both versions. */
function isTextual(schema: unknown): boolean {
  if (!isRecord(schema)) return false;
  const { anyOf } = schema;
  return Array.isArray(anyOf) ? anyOf.every(isTextual) : schema['type'] === 'string' && schema['secret'] !== true;
}
