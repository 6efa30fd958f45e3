import type { z } from 'zod';

/** The error texts of a schema whose faults clients are told: a member that a request lacks is missing, and not "undefined". */
export const IN_PLAIN_WORDS: z.core.ParseContext<z.core.$ZodIssue> = {
  error: ({ code, input }) => (code === 'invalid_type' && input === undefined ? 'This member is missing' : undefined),
};
