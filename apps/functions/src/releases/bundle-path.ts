const LENGTH_MAX = 512;
const SEGMENT_LENGTH_MAX = 200;
const DEPTH_MAX = 30;
/** No signs that control, no backslashes, and none that file systems of others give a meaning. */
const SEGMENT = /^[^\p{C}\\/:*?"<>|]+$/u;

/** Why a path is none within a bundle; undefined for one that is. Paths are relative, with slashes, and stay within the bundle. */
export function pathFault(path: string): string | undefined {
  if (path === '') return 'A file of the bundle has no path.';
  if (path.length > LENGTH_MAX) return `A path of the bundle is longer than ${LENGTH_MAX} characters.`;
  const segments = path.split('/');
  if (segments.length > DEPTH_MAX) return `A path of the bundle has more than ${DEPTH_MAX} folders.`;
  const isSafe = segments.every(
    (segment) => segment !== '.' && segment !== '..' && segment.length <= SEGMENT_LENGTH_MAX && SEGMENT.test(segment),
  );
  return isSafe ? undefined : `The path ${JSON.stringify(path)} is none within a bundle.`;
}

/** The fault of a list of paths: of one of them, or of a file whose path is also that of a folder. */
export function pathsFault(paths: readonly string[]): string | undefined {
  const files = new Set(paths);
  for (const path of paths) {
    const fault = pathFault(path);
    if (fault !== undefined) return fault;
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      const folder = path.slice(0, at);
      if (files.has(folder)) return `The path ${JSON.stringify(folder)} is a file and a folder.`;
    }
  }
  return undefined;
}

/** @throws Error for paths that would leave the folder they are written to */
export function assertNoClash(paths: readonly string[]): void {
  const fault = pathsFault(paths);
  if (fault !== undefined) throw new Error(fault);
}
