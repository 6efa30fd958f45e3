import { MASTER } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { data, type RequestContext } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { JOIN_PREFIX, platformClass } from '@parlance/platform-classes';
import { isObject, shown } from '@parlance/values';
import { FILES_FILE, HOOKS_FILE, PARAMETERS_FILE, SCHEMA_FILE, SMALL_FILES } from '../app-parts.ts';
import { Hopeless } from '../transfer-run.ts';
import { JsonFile } from './row-file.ts';
import type { RowTarget } from './row-target.ts';
import { rowsAtOnce } from './small-parts.ts';
import type { ZippedFile } from './zip-file.ts';

const JSON_FILE = /^[^/\\]+\.json$/;
const RELATION = /^([^:]+):(.+)$/;

/** The files of an export of a whole app. */
export interface AppZip {
  readonly schemas: ZippedFile | undefined;
  readonly parameters?: ZippedFile | undefined;
  readonly hooks?: ZippedFile | undefined;
  /** Classes first, since the members of a relation need the class that has it. */
  readonly targets: readonly RowTarget[];
}

/** @throws Hopeless for a file that no export has */
export function appZip(files: readonly ZippedFile[]): AppZip {
  const targets = files.filter(({ name }) => !SMALL_FILES.has(name)).map(targetOf);
  const rank = ({ field }: RowTarget) => (field === undefined ? 0 : 1);
  const find = (wanted: string) => files.find(({ name }) => name === wanted);
  return {
    schemas: find(SCHEMA_FILE),
    parameters: find(PARAMETERS_FILE),
    hooks: find(HOOKS_FILE),
    targets: targets.toSorted((one, other) => rank(one) - rank(other)),
  };
}

function targetOf({ name, open }: ZippedFile): RowTarget {
  if (!JSON_FILE.test(name)) throw new Hopeless(`The zip has a file ${shown(name)}, which is none of an export.`);
  const bare = name.slice(0, -'.json'.length);
  const file = new JsonFile(open);
  if (name === FILES_FILE) return { file, className: bare, name, isFiles: true };
  if (!bare.startsWith(JOIN_PREFIX)) return { file, className: bare, name };
  const [, field, className] = RELATION.exec(bare.slice(JOIN_PREFIX.length)) ?? [];
  if (field === undefined || className === undefined) throw new Hopeless(`The zip has a file ${shown(name)}, which is none of an export.`);
  return { file, className, field, name };
}

/** Gives the app the classes of an export: those that are missing, and fields, permissions and indexes of the others. A repetition changes nothing. */
export async function importSchemas(bus: Bus, file: ZippedFile, context: () => RequestContext): Promise<void> {
  for (const schema of await rowsAtOnce(file)) await importSchema(bus, schema, { ...context(), identity: MASTER });
}

async function importSchema(bus: Bus, schema: unknown, context: RequestContext): Promise<void> {
  const { className, fields, classLevelPermissions, indexes, indexOptions } = isObject(schema) ? schema : {};
  if (typeof className !== 'string') throw new Hopeless(`A class of ${SCHEMA_FILE} has no name.`);
  const known = await describe(bus, className, context);
  const added = isObject(fields) ? without(fields, known?.fields) : {};
  const declared = isObject(indexes) ? Object.entries(indexes).filter(isNew(className, known)) : [];
  const names = new Set(declared.map(([name]) => name));
  const options = isObject(indexOptions) ? Object.entries(indexOptions).filter(([name]) => names.has(name)) : [];
  const body = {
    className,
    fields: added,
    classLevelPermissions,
    ...(declared.length === 0 ? {} : { indexes: Object.fromEntries(declared) }),
    ...(options.length === 0 ? {} : { indexOptions: Object.fromEntries(options) }),
  };
  if (known === undefined) await bus.call(data.createClass, { className, body }, context);
  else await bus.call(data.changeClass, { className, body }, context);
}

interface KnownClass {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly indexes?: Readonly<Record<string, unknown>>;
}

/** @returns undefined for a class that does not exist */
async function describe(bus: Bus, className: string, context: RequestContext): Promise<KnownClass | undefined> {
  try {
    const { body } = await bus.call(data.describeClass, { className }, context);
    return JSON.parse(Buffer.from(body).toString()) as KnownClass;
  } catch (error) {
    if (error instanceof ParseError && error.kind === 'InvalidClassName') return undefined;
    throw error;
  }
}

/** Members that every class has from its start. */
const OF_EVERY_CLASS: ReadonlySet<string> = new Set(['objectId', 'createdAt', 'updatedAt', 'ACL']);

function without(fields: Readonly<Record<string, unknown>>, known: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !OF_EVERY_CLASS.has(name) && !Object.hasOwn(known, name)));
}

/** Tells indexes that somebody has declared, and the class has not, from those that the platform makes by itself. */
function isNew(className: string, { indexes = {} }: Partial<KnownClass> = {}): (index: readonly [string, unknown]) => boolean {
  const made = new Set(platformClass(className)?.indexes?.map(({ name }) => name));
  const keys = new Set(Object.values(indexes).map((key) => JSON.stringify(key)));
  return ([name, key]) => {
    const isAutomatic = name.startsWith('_') || made.has(name) || /_2d(?:sphere)?$/.test(name);
    return !isAutomatic && !Object.hasOwn(indexes, name) && !keys.has(JSON.stringify(key));
  };
}
