import type { ClassLevelPermissions, Fields } from '../../api/data-operations.ts';

export const OPERATIONS = ['get', 'find', 'count', 'create', 'update', 'delete', 'addField'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** The public, and all users with a session, as class-level permissions name them. */
export const PUBLIC = '*';
export const AUTHENTICATED = 'requiresAuthentication';
/** Members of an operation that are no party. */
const NO_PARTY = ['pointerFields'];

type Rights = Readonly<Record<string, unknown>>;
const rightsOf = (clp: ClassLevelPermissions, operation: Operation): Rights => (clp[operation] ?? {}) as Rights;

/** The parties that the permissions name: the public and signed-in users first, then roles and users. */
export function partiesOf(clp: ClassLevelPermissions): readonly string[] {
  const named = OPERATIONS.flatMap((operation) => Object.keys(rightsOf(clp, operation))).filter((party) => !NO_PARTY.includes(party));
  return [...new Set([PUBLIC, AUTHENTICATED, ...named.toSorted()])];
}

export const isGranted = (clp: ClassLevelPermissions, operation: Operation, party: string): boolean =>
  rightsOf(clp, operation)[party] === true;

/** The permissions with a right given or taken; everything else stays, also members that this dialog does not show. */
export function withGrant(clp: ClassLevelPermissions, operation: Operation, party: string, on: boolean): ClassLevelPermissions {
  const { [party]: _, ...others } = rightsOf(clp, operation);
  return { ...clp, [operation]: on ? { ...others, [party]: true } : others };
}

export type PointerRight = 'readUserFields' | 'writeUserFields';

export const userFields = (clp: ClassLevelPermissions, right: PointerRight): readonly string[] =>
  Array.isArray(clp[right]) ? (clp[right] as string[]) : [];

/** The permissions with a column whose users may read or write, or without it. */
export function withUserField(clp: ClassLevelPermissions, right: PointerRight, field: string, on: boolean): ClassLevelPermissions {
  const others = userFields(clp, right).filter((name) => name !== field);
  const { [right]: _, ...rest } = clp;
  const fields = on ? [...others, field] : others;
  return fields.length === 0 ? rest : { ...rest, [right]: fields };
}

/** Columns that may point to users: pointers to the class of users, and arrays. @param userClass name of the class of users */
export const pointingFields = (fields: Fields, userClass: string): readonly string[] =>
  Object.entries(fields)
    .filter(([, { type, targetClass }]) => type === 'Array' || (type === 'Pointer' && targetClass === userClass))
    .map(([name]) => name);
