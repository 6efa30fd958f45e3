import type { Selection } from '@parlance/query';

/**
 * Which pointers of an object to expand, as a tree of field names: `post.author,post.tags` is post with author and tags below. `keys`
 * are the fields to show of the objects expanded there, undefined for all, `excludeKeys` those to leave out.
 */
export interface IncludeTree {
  readonly below: ReadonlyMap<string, IncludeTree>;
  readonly keys: readonly string[] | undefined;
  readonly excludeKeys: readonly string[];
}

interface GrowingTree {
  readonly below: Map<string, GrowingTree>;
  readonly excludeKeys: string[];
  keys: string[] | undefined;
}

/**
 * @param paths dotted paths of the pointers to expand
 * @param selection a key that leads through an included pointer (`post.title`) speaks of the object there: it shows the fields of all such
 *   keys, and without any all of its fields
 */
export function includeTree(
  paths: readonly string[],
  { keys = [], excludeKeys = [] }: Pick<Selection, 'keys' | 'excludeKeys'>,
): IncludeTree {
  const root = emptyTree();
  for (const path of paths) {
    let node = root;
    for (const field of path.split('.')) {
      let next = node.below.get(field);
      if (next === undefined) node.below.set(field, (next = emptyTree()));
      node = next;
    }
  }
  for (const key of keys) select(root, key.split('.'));
  for (const key of excludeKeys) exclude(root, key.split('.'));
  return root;
}

function emptyTree(): GrowingTree {
  return { below: new Map(), keys: undefined, excludeKeys: [] };
}

/** Each included step of the path shows the field that comes next. */
function select(root: GrowingTree, path: readonly string[]): void {
  let node = root;
  for (const [depth, field] of path.entries()) {
    if (depth > 0) (node.keys ??= []).push(field);
    const next = node.below.get(field);
    if (next === undefined) return;
    node = next;
  }
}

function exclude(root: GrowingTree, path: readonly string[]): void {
  const field = path.at(-1);
  const node = nodeAt(root, path.slice(0, -1));
  if (field !== undefined && node !== undefined) node.excludeKeys.push(field);
}

function nodeAt(root: GrowingTree, path: readonly string[]): GrowingTree | undefined {
  let node: GrowingTree | undefined = root;
  for (const field of path) node = node?.below.get(field);
  return node;
}
