import type { ReplyOf } from '../../api/operations.ts';

export type Index = ReplyOf<'indexes/list'>['indexes'][number];
export type IndexKey = ReplyOf<'indexes/advice'>['advice'][number]['key'];

const NAME_LENGTH_MAX = 128;

/** A name that tells the fields, as MongoDB makes them. */
export const nameOf = (key: IndexKey): string =>
  key
    .map(({ field, direction }) => `${field}_${direction}`)
    .join('_')
    .slice(0, NAME_LENGTH_MAX);

/** Fields in order, as people read them. */
export const keyText = (key: IndexKey): string =>
  key.map(({ field, direction }) => (direction === '1' ? field : `${field} ${direction === '-1' ? '↓' : `(${direction})`}`)).join(', ');

/** Percent of a build that is done; undefined for an index that stands or has failed. */
export function percentOf({ build }: Pick<Index, 'build'>): number | undefined {
  if (build?.state !== 'running') return undefined;
  return build.total === 0 ? 0 : Math.floor((build.done / build.total) * 100);
}
