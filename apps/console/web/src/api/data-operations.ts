/** Types of fields, as class schemas name them. */
export type FieldType =
  | 'String'
  | 'Number'
  | 'Boolean'
  | 'Date'
  | 'Object'
  | 'Array'
  | 'GeoPoint'
  | 'Polygon'
  | 'File'
  | 'Bytes'
  | 'Pointer'
  | 'Relation'
  | 'ACL';

export interface Field {
  readonly type: FieldType;
  readonly targetClass?: string;
  readonly required?: boolean;
  readonly defaultValue?: unknown;
}
export type Fields = Readonly<Record<string, Field>>;
export type ClassLevelPermissions = Readonly<Record<string, unknown>>;

export interface ClassFacts {
  readonly className: string;
  /** Estimated. */
  readonly objects: number;
  readonly fields: Fields;
  readonly indexes?: unknown;
  readonly classLevelPermissions: ClassLevelPermissions;
}

/** An object in the form of REST: values with `__type`. An absent key is not set. */
export type RestObject = Readonly<Record<string, unknown>> & {
  readonly objectId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};
export type Where = Readonly<Record<string, unknown>>;

interface OfClass {
  readonly app: string;
  readonly className: string;
}
interface OfObject extends OfClass {
  readonly objectId: string;
}
interface Listed extends OfClass {
  readonly where?: Where;
  /** A field, or `-field` for descending. */
  readonly order?: string;
  readonly after?: string;
  readonly limit: number;
}

/** The operations of the area `data`: objects and classes, as administrators see and change them. */
export interface DataOperations {
  'data/classes': { request: { app: string }; reply: { classes: readonly ClassFacts[] } };
  'data/find': {
    request: Listed & { keys?: readonly string[]; include?: readonly string[]; count?: boolean };
    reply: { results: readonly RestObject[]; next?: string; count?: number };
  };
  'data/anchors': { request: Listed & { every: number }; reply: { anchors: readonly string[]; next?: string } };
  'data/get': { request: OfObject & { include?: readonly string[] }; reply: { object: RestObject } };
  'data/create': { request: OfClass & { object: Readonly<Record<string, unknown>> }; reply: { object: RestObject } };
  'data/update': {
    request: OfObject & { changes: Readonly<Record<string, unknown>>; ifUpdatedAt?: string };
    reply: { object: RestObject };
  };
  'data/delete': { request: OfObject; reply: object };
  'data/create-class': { request: OfClass; reply: object };
  'data/drop-class': { request: OfClass & { confirm: string }; reply: object };
  'data/add-field': { request: OfClass & { field: string; type: FieldType; targetClass?: string }; reply: object };
  'data/drop-field': { request: OfClass & { field: string; confirm: string }; reply: object };
  'data/permissions': { request: OfClass & { classLevelPermissions: ClassLevelPermissions }; reply: object };
}
