import type { AdminOperation, data } from '@parlance/admin-operations';

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

/** An operation of the table, whose reply the pages know more closely, and of whose request members with a default may be left out. */
type Closely<Operation, Reply, Defaulted extends string = never> =
  Operation extends AdminOperation<infer Request, object>
    ? { request: Omit<Request, Defaulted> & Partial<Pick<Request, Defaulted & keyof Request>>; reply: Reply }
    : never;

/** A view of a class that administrators share; `at`: ISO 8601. */
export interface SavedView {
  readonly className: string;
  readonly name: string;
  readonly filters: readonly Readonly<Record<string, unknown>>[];
  readonly order: string;
  readonly hidden: readonly string[];
  readonly by: string;
  readonly at: string;
}
type OneObject = { readonly object: RestObject };
type Query = 'where' | 'order' | 'after';

/** The operations of the area `data`: objects and classes, as administrators see and change them. */
export interface DataOperations {
  'data/classes': Closely<typeof data.listClasses, { classes: readonly ClassFacts[] }>;
  'data/find': Closely<typeof data.findObjects, { results: readonly RestObject[]; next?: string; count?: number }, Query | 'count'>;
  'data/anchors': Closely<typeof data.findAnchors, { anchors: readonly string[]; next?: string }, Query>;
  'data/get': Closely<typeof data.getObject, OneObject>;
  'data/create': Closely<typeof data.createObject, OneObject>;
  'data/update': Closely<typeof data.updateObject, OneObject>;
  'data/delete': Closely<typeof data.deleteObject, object>;
  'data/create-class': Closely<typeof data.createClass, object, 'fields'>;
  'data/drop-class': Closely<typeof data.dropClass, object>;
  'data/add-field': Closely<typeof data.addField, object>;
  'data/drop-field': Closely<typeof data.dropField, object>;
  'data/views': Closely<typeof data.listViews, { views: readonly SavedView[] }>;
  'data/save-view': Closely<typeof data.saveView, { view: SavedView }>;
  'data/remove-view': Closely<typeof data.removeView, object>;
  'data/permissions': Closely<typeof data.changePermissions, object>;
}
