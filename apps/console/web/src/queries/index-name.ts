interface KeyPart {
  readonly field: string;
  readonly direction: string;
}
type Direction = '1' | '-1' | '2d' | '2dsphere' | 'text';
const DIRECTIONS: readonly Direction[] = ['1', '-1', '2d', '2dsphere', 'text'];
const LENGTH_MAX = 100;

/** The name that the database itself gives an index: `score_1_playerName_-1`. */
export function indexName(key: readonly KeyPart[]): string {
  return key
    .map(({ field, direction }) => `${field}_${direction}`)
    .join('_')
    .replace(/[^\w-]/g, '_')
    .slice(0, LENGTH_MAX);
}

/** The fields for people: `score, -createdAt`. */
export const fieldsOf = (key: readonly KeyPart[]): string =>
  key.map(({ field, direction }) => (direction === '-1' ? `-${field}` : field)).join(', ');

/** The key in the form of a request; parts of a direction that no request has are those in ascending order. */
export function requestKey(key: readonly KeyPart[]): { field: string; direction: Direction }[] {
  return key.map(({ field, direction }) => ({ field, direction: DIRECTIONS.find((known) => known === direction) ?? '1' }));
}
