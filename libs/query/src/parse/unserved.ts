/** Constraints Parse has and this server does not answer yet; moving one into constraints.ts takes it out of here. */
export const UNSERVED_CONSTRAINTS: ReadonlySet<string> = new Set([
  '$inQuery',
  '$notInQuery',
  '$select',
  '$dontSelect',
  '$nearSphere',
  '$maxDistance',
  '$maxDistanceInMiles',
  '$maxDistanceInKilometers',
  '$maxDistanceInRadians',
  '$within',
  '$geoWithin',
  '$geoIntersects',
  '$text',
  '$relativeTime',
]);

/** The same for what stands beside fields. */
export const UNSERVED_GROUPS: ReadonlySet<string> = new Set(['$relatedTo']);
