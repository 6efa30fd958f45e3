import { randomBytes } from 'node:crypto';

/** Kinds of keys a test app has, one of each. */
export const TEST_KEYS = ['master', 'readOnlyMaster', 'maintenance', 'client', 'javascript', 'rest', 'dotNet'] as const;
export type TestKey = (typeof TEST_KEYS)[number];

/** An entry of the apps file, as far as tests say it; keys that it does not say are added. */
export interface AppDeclaration {
  readonly id: string;
  readonly name?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** File or folder of its Cloud Code. */
  readonly cloud?: string;
  /** Instead of random ones; two values while a key is being rotated. `TestApp.keys` keeps the random ones. */
  readonly keys?: Readonly<Partial<Record<TestKey, string | readonly string[]>>>;
  readonly database?: { readonly name?: string; readonly uri?: string; readonly collectionPrefix?: string };
}

/** A declared app, with keys that no other run knows. */
export interface TestApp {
  readonly id: string;
  readonly keys: Readonly<Record<TestKey, string>>;
  /** The database of its objects. */
  readonly database: string;
}

/** Declares an app of a deployment whose databases begin with `databasePrefix`. */
export function testApp({ id, database }: AppDeclaration, databasePrefix: string): TestApp {
  const keys = Object.fromEntries(TEST_KEYS.map((kind) => [kind, `${kind}-${randomBytes(16).toString('hex')}`])) as TestApp['keys'];
  return { id, keys, database: database?.name ?? databasePrefix + id };
}

/** Text of the apps file that declares these apps. */
export function appsFileText(declarations: readonly AppDeclaration[], apps: readonly TestApp[]): string {
  const keysOf = new Map(apps.map(({ id, keys }) => [id, keys]));
  return JSON.stringify({
    apps: declarations.map((declaration) => ({ ...declaration, keys: { ...keysOf.get(declaration.id), ...declaration.keys } })),
  });
}
