import type { files } from '@parlance/contracts';

type Conditions = files.OpenDownloadRequest['conditions'];

/** The facts that conditions of a request are compared with. */
export interface Validators {
  /** With its quotes. */
  readonly etag: string;
  readonly modifiedAt: Date;
}

/** The answer to the conditions of a request for a file, in the order of RFC 9110: 'go' on, 304 or 412. */
export function preconditionOf(conditions: Conditions, { etag, modifiedAt }: Validators): 'go' | 304 | 412 {
  const { 'if-match': match, 'if-none-match': noneMatch } = conditions;
  const unmodified = dateOf(conditions['if-unmodified-since']);
  const modified = dateOf(conditions['if-modified-since']);
  const seconds = Math.floor(modifiedAt.getTime() / 1_000);
  if (match !== undefined && !names(match, etag, false)) return 412;
  if (match === undefined && unmodified !== undefined && seconds > unmodified) return 412;
  if (noneMatch !== undefined) return names(noneMatch, etag, true) ? 304 : 'go';
  return modified !== undefined && seconds <= modified ? 304 : 'go';
}

/** Part of a file, from the first byte up to but not including `to`. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The part of a file that is asked for.
 *
 * @returns 'whole' without a range, for units that nobody knows, and where If-Range says that the file has changed; 'none' for a range
 * that the file does not have, that runs backwards, or that cannot be read, and for more than one
 */
export function rangeOf(conditions: Conditions, size: number, { etag, modifiedAt }: Validators): ByteRange | 'whole' | 'none' {
  const { range, 'if-range': ifRange } = conditions;
  if (range === undefined || !/^bytes\s*=/i.test(range)) return 'whole';
  if (ifRange !== undefined && ifRange !== etag && dateOf(ifRange) !== Math.floor(modifiedAt.getTime() / 1_000)) return 'whole';
  const [, first = '', last = ''] = /^bytes\s*=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(range) ?? [];
  if (first === '') {
    const count = last === '' ? 0 : Math.min(Number(last), size);
    return count === 0 ? 'none' : { from: size - count, to: size };
  }
  const from = Number(first);
  const to = last === '' ? size : Math.min(Number(last) + 1, size);
  return from < to ? { from, to } : 'none';
}

/** A list of entity tags, or `*`. @param weakly whether weak tags count */
function names(list: string, etag: string, weakly: boolean): boolean {
  if (list.trim() === '*') return true;
  return list.split(',').some((tag) => {
    const trimmed = tag.trim();
    return trimmed === etag || (weakly && trimmed === `W/${etag}`);
  });
}

/** Epoch seconds; undefined for anything but an HTTP date. */
function dateOf(text: string | undefined): number | undefined {
  if (text === undefined || !/GMT$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1_000);
}
