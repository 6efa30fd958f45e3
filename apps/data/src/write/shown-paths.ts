import { fieldOf, isListIndex, storedPath, type ClassSchema, type ObjectWrite } from '@parlance/values';

/** Stored paths of what an operation has computed: the client cannot know these values, so that the answer shows them. */
export function shownPaths(write: ObjectWrite, schema: ClassSchema): readonly string[] {
  let paths: Set<string> | undefined;
  for (const [path, { kind }] of write.changes) {
    if (kind === 'set' || kind === 'unset' || kind === 'relate') continue;
    (paths ??= new Set()).add(storedPath(projectable(path), schema));
  }
  return paths === undefined ? [] : [...paths];
}

/** A projection cannot name a place of a list: the whole field is fetched then. */
function projectable(path: string): string {
  return path.includes('.') && path.split('.').some(isListIndex) ? fieldOf(path) : path;
}
