import { z } from 'zod';

/** Levels of lines, the most serious first; the words are Parse Server's. */
export const CODE_LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'verbose', 'silly'] as const;
export type CodeLogLevel = (typeof CODE_LOG_LEVELS)[number];

const level = z.enum([...CODE_LOG_LEVELS, 'silent']);

/** The log of an app's code: lines that it writes itself, and those about its calls. */
export const logSettings = z
  .object({
    level: level.default('info').describe('Lines of this level and of more serious ones are kept; silent keeps none.'),
    keepDays: z.int().min(1).max(90).default(7).describe('How long lines are kept.'),
    lineLengthMax: z.int().min(100).max(100_000).default(10_000).describe('Longer lines are cut, in characters.'),
    linesPerMinuteMax: z
      .int()
      .min(10)
      .max(100_000)
      .default(6_000)
      .describe('Most lines within a minute, in each replica; one line tells how many were left out.'),
  })
  .strict()
  .prefault({});
export type CodeLogSettings = z.infer<typeof logSettings>;

/** Levels of the lines about calls. The names are Parse Server's; it logs each call with its input, which is off here. */
export const logLevelsSetting = z
  .object({
    triggerAfter: level.default('silent').describe('An after-trigger has run, with its input.'),
    triggerBeforeSuccess: level.default('silent').describe('A before-trigger has let something pass, with input and result.'),
    triggerBeforeError: level.default('error').describe('A trigger has failed.'),
    cloudFunctionSuccess: level.default('silent').describe('A function has answered, with input and result.'),
    cloudFunctionError: level.default('error').describe('A function has failed.'),
  })
  .strict()
  .prefault({});
export type CodeLogLevels = z.infer<typeof logLevelsSetting>;
