import type { Normal } from './normalise.ts';

/**
 * Texts of errors that apps in the field compare, as docs/contract/20-rest-protocol.md and 21-rest-protocol-endpoints.md quote them.
 * Where Parse Server answers with such a text, Parlance has to; of every other text only the presence counts.
 */
const QUOTED: readonly RegExp[] = [
  /^unauthorized$/,
  /^Permission denied$/,
  /^Object not found\.$/,
  /^Invalid session token$/,
  /^Cannot query on ACL\.$/,
  /^schema mismatch for \w+\.\w+; expected .+ but got .+$/,
  /^bad constraint: \$\w+$/,
  /^Invalid field name: .+\.$/,
  /^Invalid key name: .+$/,
  /^Nested keys should not contain the '\$' or '\.' characters$/,
  /^This is not a valid [A-Z]\w+$/,
  /^where parameter is not valid JSON$/,
  /^Invalid parameter for query: .+$/,
  /^Improper encode of parameter$/,
  /^objectId is an invalid field name\.$/,
  /^Bad \$options value for query: .+$/,
  /^Not supported read preference\.$/,
  /^\$or must be an array$/,
  /^Class .+ does not exist\.$/,
  /^Class .+ already exists\.$/,
  /^Field .+ exists, cannot update\.$/,
  /^Class .+ is not empty, contains \d+ objects, cannot drop schema\.$/,
  /^Invalid object for context\.$/,
];

const isQuoted = (text: string): boolean => QUOTED.some((pattern) => pattern.test(text));

/** Our answer with their texts of errors in the place of ours, wherever both have one and nobody compares it. */
export function withTheirTexts(ours: Normal, theirs: Normal): Normal {
  return { ...ours, body: adopt(ours.body, theirs.body) };
}

function adopt(ours: unknown, theirs: unknown): unknown {
  if (typeof ours !== 'object' || ours === null || typeof theirs !== 'object' || theirs === null) return ours;
  if (Array.isArray(ours)) return ours.map((element, at) => adopt(element, (theirs as Record<number, unknown>)[at]));
  return Object.fromEntries(
    Object.entries(ours).map(([key, member]: [string, unknown]) => {
      const text = (theirs as Record<string, unknown>)[key];
      const isFree = key === 'error' && typeof text === 'string' && !isQuoted(text) && typeof member === 'string' && member !== '';
      return [key, isFree ? text : adopt(member, text)];
    }),
  );
}
