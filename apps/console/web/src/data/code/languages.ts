import type { Filter, Operator } from '../filters.ts';
import { quoted, quotedSwift, quotedWithDollar, type Quote } from './literals.ts';

export type LanguageName = 'JavaScript' | 'Swift' | 'Kotlin' | '.NET' | 'Flutter';

/** A condition with a value that a language has words for. */
type Valued = Exclude<Operator, 'set' | 'unset' | 'near' | 'includesAll'>;
interface Place {
  readonly latitude: number;
  readonly longitude: number;
  readonly kilometres: number;
}

/** The words of one SDK. Values arrive as literals of its language. */
export interface Language {
  readonly quote: Quote;
  readonly date: (iso: string) => string;
  readonly pointer: (className: string, objectId: string) => string;
  /** `[…]` of literals. */
  readonly list: (items: readonly string[]) => string;
  readonly condition: (op: Valued, field: string, value: string) => string;
  readonly all: (field: string, list: string) => string;
  readonly near: (field: string, place: Place) => string;
  readonly presence: (field: string, isSet: boolean) => string;
}

type Names = Readonly<Record<Valued, string>>;
const NAMES: Names = {
  eq: 'equalTo',
  ne: 'notEqualTo',
  lt: 'lessThan',
  before: 'lessThan',
  lte: 'lessThanOrEqualTo',
  gt: 'greaterThan',
  after: 'greaterThan',
  gte: 'greaterThanOrEqualTo',
  startsWith: 'startsWith',
  contains: 'contains',
  includes: 'equalTo',
};
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
/** `.whereEqualTo("f", v)`, as the SDKs spell it. */
const called = (prefix: string, name: string, ...words: readonly string[]): string => `${prefix}${name}(${words.join(', ')})`;

const javascript: Language = {
  quote: quoted,
  date: (iso) => `new Date(${quoted(iso)})`,
  pointer: (className, objectId) => `Parse.Object.extend(${quoted(className)}).createWithoutData(${quoted(objectId)})`,
  list: (items) => `[${items.join(', ')}]`,
  condition: (op, field, value) => called('query.', NAMES[op], field, value),
  all: (field, list) => called('query.', 'containsAll', field, list),
  near: (field, { latitude, longitude, kilometres }) =>
    called('query.', 'withinKilometers', field, `new Parse.GeoPoint(${latitude}, ${longitude})`, String(kilometres), 'false'),
  presence: (field, isSet) => called('query.', isSet ? 'exists' : 'doesNotExist', field),
};

const SWIFT_SIGNS: Partial<Names> = {
  eq: '==',
  ne: '!=',
  lt: '<',
  before: '<',
  lte: '<=',
  gt: '>',
  after: '>',
  gte: '>=',
  includes: '==',
};
const swift: Language = {
  quote: quotedSwift,
  date: (iso) => `Date(timeIntervalSince1970: ${Date.parse(iso) / 1000})`,
  pointer: (className, objectId) => `Pointer<${className}>(objectId: ${quotedSwift(objectId)})`,
  list: (items) => `[${items.join(', ')}]`,
  condition: (op, field, value) => {
    const sign = SWIFT_SIGNS[op];
    if (sign !== undefined) return `${field} ${sign} ${value}`;
    return op === 'startsWith' ? `hasPrefix(key: ${field}, prefix: ${value})` : `containsString(key: ${field}, substring: ${value})`;
  },
  all: (field, list) => `containsAll(key: ${field}, array: ${list})`,
  near: (field, { latitude, longitude, kilometres }) =>
    `withinKilometers(key: ${field}, geoPoint: try ParseGeoPoint(latitude: ${latitude}, longitude: ${longitude}), distance: ${kilometres})`,
  presence: (field, isSet) => `${isSet ? 'exists' : 'doesNotExist'}(key: ${field})`,
};

const kotlin: Language = {
  quote: quotedWithDollar,
  date: (iso) => `Date(${Date.parse(iso)}L)`,
  pointer: (className, objectId) => `ParseObject.createWithoutData(${quotedWithDollar(className)}, ${quotedWithDollar(objectId)})`,
  list: (items) => `listOf(${items.join(', ')})`,
  condition: (op, field, value) => called('.where', capital(NAMES[op]), field, value),
  all: (field, list) => called('.where', 'ContainsAll', field, list),
  near: (field, { latitude, longitude, kilometres }) =>
    called(
      '.where',
      'WithinKilometers',
      field,
      `ParseGeoPoint(${latitude}.toDouble(), ${longitude}.toDouble())`,
      `${kilometres}.toDouble()`,
    ),
  presence: (field, isSet) => called('.where', isSet ? 'Exists' : 'DoesNotExist', field),
};

const dotNet: Language = {
  quote: quoted,
  date: (iso) => `DateTimeOffset.Parse(${quoted(iso)}).UtcDateTime`,
  pointer: (className, objectId) => `client.CreateObjectWithoutData(${quoted(className)}, ${quoted(objectId)})`,
  list: (items) => `new object[] { ${items.join(', ')} }`,
  condition: (op, field, value) => called('.Where', capital(NAMES[op]), field, value),
  all: (field, list) => called('.Where', 'ContainsAll', field, list),
  near: (field, { latitude, longitude, kilometres }) =>
    called(
      '.Where',
      'WithinDistance',
      field,
      `new ParseGeoPoint(${latitude}, ${longitude})`,
      `ParseGeoDistance.FromKilometers(${kilometres})`,
    ),
  presence: (field, isSet) => called('.Where', isSet ? 'Exists' : 'DoesNotExist', field),
};

const flutter: Language = {
  quote: quotedWithDollar,
  date: (iso) => `DateTime.parse(${quotedWithDollar(iso)})`,
  pointer: (className, objectId) => `(ParseObject(${quotedWithDollar(className)})..objectId = ${quotedWithDollar(objectId)}).toPointer()`,
  list: (items) => `[${items.join(', ')}]`,
  condition: (op, field, value) => called('..where', op === 'gte' ? 'GreaterThanOrEqualsTo' : capital(NAMES[op]), field, value),
  all: (field, list) => called('..where', 'ArrayContainsAll', field, list),
  near: (field, { latitude, longitude, kilometres }) =>
    called('..where', 'WithinKilometers', field, `ParseGeoPoint(latitude: ${latitude}, longitude: ${longitude})`, String(kilometres)),
  presence: (field, isSet) => called('..where', 'ValueExists', field, String(isSet)),
};

export const LANGUAGES: Readonly<Record<LanguageName, Language>> = {
  JavaScript: javascript,
  Swift: swift,
  Kotlin: kotlin,
  '.NET': dotNet,
  Flutter: flutter,
};

/** A value of JSON as a literal; undefined for one that a language has none for: objects within arrays. */
function literalOf(value: unknown, { quote, list }: Language): string | undefined {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return undefined;
  const items = value.map((item) => literalOf(item, { quote, list } as Language));
  return items.every((item) => item !== undefined) ? list(items) : undefined;
}

/** A filter in the words of an SDK; undefined where its value has no literal there. */
export function conditionOf(
  { field, op, value }: Filter,
  { type, targetClass = '' }: { readonly type: string; readonly targetClass?: string },
  language: Language,
): string | undefined {
  const name = language.quote(field);
  if (op === 'set' || op === 'unset') return language.presence(name, op === 'set');
  if (op === 'near') return language.near(name, value as Place);
  if (type === 'Pointer') return language.condition(op as Valued, name, language.pointer(targetClass, String(value)));
  if (type === 'Date') return language.condition(op as Valued, name, language.date(String(value)));
  const literal = literalOf(value, language);
  if (literal === undefined) return undefined;
  return op === 'includesAll' ? language.all(name, literal) : language.condition(op, name, literal);
}
