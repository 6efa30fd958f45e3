import type { UnknownObject } from '@parlance/values';

/** A part of a version ends here: another one follows, or nothing. */
const END = '(?:[.]|$)';

/** The first releases of the SDKs that report opens of one group of an experiment. Source: docs/contract/06-push.md section 10. */
const FIRST_RELEASES = [
  { deviceTypes: ['ios'], version: [1, 2, 13] },
  { deviceTypes: ['android'], version: [1, 4, 0] },
  { deviceTypes: ['winrt', 'winphone', 'dotnet'], version: [1, 2, 7] },
] as const;

/** The `where` of installations whose SDK is older than experiments are. Those that do not tell their version are not among them. */
export function outdatedSdks(): UnknownObject {
  return {
    $or: FIRST_RELEASES.map(({ deviceTypes, version }) => ({
      deviceType: { $in: deviceTypes },
      parseVersion: { $regex: olderThan(version) },
    })),
  };
}

/** A regular expression for versions before one, such as `1.2.9` before 1.2.13. Each part is compared as a number. */
export function olderThan([major, minor, patch]: readonly [number, number, number]): string {
  const below = (bound: number) => `(?:${Array.from({ length: bound }, (_, part) => part).join('|')})${END}`;
  const older = [
    ...(major > 0 ? [below(major)] : []),
    ...(minor > 0 ? [`${major}[.]${below(minor)}`] : []),
    ...(patch > 0 ? [`${major}[.]${minor}[.]${below(patch)}`, `${major}[.]${minor}$`] : []),
    ...(minor > 0 || patch > 0 ? [`${major}$`] : []),
  ];
  return `^(?:${older.join('|')})`;
}
