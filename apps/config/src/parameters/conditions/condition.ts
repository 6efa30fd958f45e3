import { z } from 'zod';

/** Conditional values of one parameter. */
export const CONDITIONS_MAX = 50;
/** JSON of all conditions of one app, in bytes of UTF-8; they do not count against the parameters themselves. */
export const CONDITION_BYTES_MAX = 131_072;
const NAME_LENGTH_MAX = 100;
const ITEMS_MAX = 1_000;
const WORD_LENGTH_MAX = 256;

const words = z.array(z.string().min(1).max(WORD_LENGTH_MAX)).min(1).max(ITEMS_MAX).readonly();
const version = z
  .string()
  .max(WORD_LENGTH_MAX)
  .regex(/^\d+(\.\d+)*$/, 'Expected a version such as "1.2".');

/**
 * The callers that a conditional value is for. All members hold together, but that of `users` and `roles` one is enough.
 *
 * - `deviceType`: any of these, as the installation says it
 * - `appVersion`: the installation's, by numbers between dots; `from` counts, `below` does not
 * - `localeIdentifier`: any of these; `de` stands for `de-AT` as well
 * - `percentage`: the share of installations between both bounds, 0 to 100, always the same ones for one `salt`
 * - `users`: ids; `roles`: names, inherited roles included
 */
export const when = z
  .strictObject({
    deviceType: words.optional(),
    appVersion: z.strictObject({ from: version.optional(), below: version.optional() }).optional(),
    localeIdentifier: words.optional(),
    percentage: z
      .strictObject({
        from: z.number().min(0).max(100).default(0),
        below: z.number().min(0).max(100),
        salt: z.string().max(WORD_LENGTH_MAX).optional(),
      })
      .optional(),
    users: words.optional(),
    roles: words.optional(),
  })
  .refine((members) => Object.keys(members).length > 0, 'A condition says who it is for.');

/** One conditional value. `name` is for people. */
export const condition = z.strictObject({
  name: z.string().min(1).max(NAME_LENGTH_MAX),
  when,
  value: z.unknown().refine((value): boolean => value !== undefined, 'A condition has a value.'),
});
export type Condition = z.infer<typeof condition>;
export type When = z.infer<typeof when>;

/** The conditional values of one parameter: the first that holds counts. */
export const conditionList = z.array(condition).max(CONDITIONS_MAX).readonly();
