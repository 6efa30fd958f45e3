import type { ReplyOf } from '../api/operations.ts';

export type Release = ReplyOf<'cloud/releases'>['releases'][number];

/** A change of the code in force. */
export type ReleaseChange =
  { readonly kind: 'activate' | 'remove'; readonly release: string } | { readonly kind: 'roll-back' | 'withdraw' };

const SHORT_LENGTH = 12;

/** A release is named by a digest; its beginning is enough for people. */
export const shortName = (release: string): string => release.slice(0, SHORT_LENGTH);
