import type { Normal } from '../normalise.ts';

/**
 * Our answer with their text of an error in the place of ours where ours begins with theirs: apps compare Parse Server's texts,
 * and Parlance may say more after it.
 */
export function withTheirBeginnings(ours: Normal, theirs: Normal): Normal {
  return { ...ours, body: adopt(ours.body, theirs.body) };
}

function adopt(ours: unknown, theirs: unknown): unknown {
  if (typeof ours !== 'object' || ours === null || typeof theirs !== 'object' || theirs === null) return ours;
  if (Array.isArray(ours)) return ours.map((element, at) => adopt(element, (theirs as Record<number, unknown>)[at]));
  return Object.fromEntries(
    Object.entries(ours).map(([key, member]: [string, unknown]) => {
      const text = (theirs as Record<string, unknown>)[key];
      return [key, key === 'error' && isBeginning(text, member) ? text : adopt(member, text)];
    }),
  );
}

const isBeginning = (beginning: unknown, whole: unknown): boolean =>
  typeof beginning === 'string' && beginning !== '' && typeof whole === 'string' && whole.startsWith(beginning);
