import { IN_PLAIN_WORDS } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import { z } from 'zod';
import { LAST } from './range.ts';

/** @throws ParseError InvalidQuery (102) that names the first member that does not fit */
export function readQuestion<T>(schema: z.ZodType<T>, question: Readonly<Record<string, unknown>>): T {
  const read = schema.safeParse(question, IN_PLAIN_WORDS);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const member = issue?.path.join('.') ?? '';
  throw new ParseError('InvalidQuery', `${member === '' ? 'The question' : member}: ${issue?.message ?? 'does not fit'}.`);
}

/** The members of a question that state its range. */
export const rangeMembers = { from: z.unknown().optional(), to: z.unknown().optional(), last: z.enum(LAST).optional() };
