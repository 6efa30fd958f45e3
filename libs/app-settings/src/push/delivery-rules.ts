import { z } from 'zod';
import { oneOrMore } from './credential-forms.ts';

/** Rules of one app: more of them than that nobody keeps in mind. */
const RULES_MAX = 5;
const PUSHES_MAX = 100;
const HOURS_MAX = 30 * 24;

/** Source: docs/contract/30-push-engine.md section 1; the rules themselves are in libs/push/src/delivery-rules. */
export const frequencyCap = oneOrMore(
  z
    .object({
      pushes: z.int().min(1).max(PUSHES_MAX).describe('Pushes that one installation gets at most.'),
      hours: z.int().min(1).max(HOURS_MAX).describe('In any so many hours in a row.'),
    })
    .strict(),
  RULES_MAX,
).describe('How many pushes one installation gets; further ones pass it over. Transactional and silent pushes are not counted.');

const wallTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'expected a time of the day, such as 22:00');

export const quietHours = z
  .object({
    from: wallTime.describe("By the clock of each installation's time zone."),
    to: wallTime.describe('The first minute that is not quiet any more; earlier than `from` it is one of the next day.'),
    action: z.enum(['skip', 'wait']).default('skip').describe('Whether a push passes the installation over, or comes when they end.'),
    zoneWhenUnknown: z
      .string()
      .max(64)
      .refine(isTimeZone, 'expected the name of a time zone, such as Europe/Berlin')
      .optional()
      .describe('Where installations without a time zone are taken to be; left out, they have no quiet hours.'),
  })
  .strict()
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'expected another time than from' })
  .optional()
  .describe('Hours in which installations get no pushes but transactional and silent ones.');

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return /^[A-Za-z]/.test(zone); // an offset names no zone
  } catch {
    return false; // that is how Intl says it
  }
}
