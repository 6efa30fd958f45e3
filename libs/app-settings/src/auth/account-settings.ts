import { z } from 'zod';
import { cloudFunction, switchOrFunction } from './cloud-function.ts';
import { passwordPattern } from './password-pattern.ts';

/**
 * The per-app settings of accounts: part of those that auth owns (auth-settings.ts).
 * Source: docs/contract/23-parse-server-options.md section 4, docs/contract/00-README.md "Settled".
 */
const seconds = z.int().positive();
const pattern = z
  .string()
  .max(1_024)
  .refine((text) => passwordPattern(text) !== undefined, 'expected a regular expression; of look-arounds, only look-aheads right behind ^');

export const accountSettings = {
  enablePasswordAuth: z
    .boolean()
    .default(true)
    .describe('Clients may sign up and log in by name and password; linked accounts work either way.'),
  enableAnonymousUsers: z.boolean().default(true).describe('Clients may log in without credentials.'),
  convertUsernameToLowercase: z.boolean().default(false).describe('Names of users are stored in small letters.'),
  convertEmailToLowercase: z.boolean().default(false).describe('Addresses of users are stored in small letters.'),
  verifyUserEmails: switchOrFunction.default(false).describe('New addresses of users are verified by mail.'),
  sendUserEmailVerification: switchOrFunction
    .default(true)
    .describe('A new address gets its mail at once, not only when somebody asks for it.'),
  preventLoginWithUnverifiedEmail: switchOrFunction.default(false).describe('Nobody logs in before their address is verified.'),
  preventSignupWithUnverifiedEmail: z
    .boolean()
    .default(false)
    .describe('With preventLoginWithUnverifiedEmail: users that sign up are told (205) that their address has to be verified first.'),
  emailVerifyTokenValidityDuration: seconds.default(86_400).describe('Life of a verification link, in seconds.'),
  emailVerifyTokenReuseIfValid: z.boolean().default(false).describe('A new request extends the outstanding link instead of replacing it.'),
  emailVerifySuccessOnInvalidEmail: z.boolean().default(true).describe('Unknown addresses get the same answer as known ones.'),
  sessionLength: seconds.default(31_536_000).describe('Life of a session, in seconds.'),
  expireInactiveSessions: z.boolean().default(true).describe('Sessions expire at all.'),
  extendSessionOnUse: z.boolean().default(true).describe('The life of a session counts from its last use.'),
  revokeSessionOnPasswordReset: z.boolean().default(true).describe('A change of password ends the sessions of the user.'),
  accountLockout: z
    .object({
      threshold: z.int().min(1).max(999).default(10).describe('Failed log-ins of one user that lock them out.'),
      duration: z.number().positive().max(99_999).default(15).describe('How long they are, in minutes.'),
      unlockOnPasswordReset: z.boolean().default(false).describe('A reset password ends it.'),
      growth: z
        .boolean()
        .default(false)
        .describe(
          'Each lock-out in a row is twice as long as the one before, up to a day. On where the app states no lock-out of its own.',
        ),
    })
    .strict()
    .nullable()
    .prefault({ growth: true })
    .describe('Locking out users whose log-ins fail too often; null for never.'),
  logInThrottle: z
    .object({
      failuresPerAddress: z
        .int()
        .min(1)
        .max(1_000_000)
        .default(200)
        .describe('Failed log-ins from one address, IPv6 by /64; right ones do not count.'),
      windowSeconds: z.int().min(1).max(86_400).default(900).describe('Within so many seconds from the first.'),
    })
    .strict()
    .nullable()
    .prefault({})
    .describe('An address with more failed log-ins is answered 429 until the time is over; null for never.'),
  passwordHashing: z
    .object({
      algorithm: z.enum(['bcrypt', 'argon2id']).default('bcrypt').describe('Parse Server reads bcrypt alone.'),
      bcryptRounds: z.int().min(10).max(14).default(10).describe('Each one more doubles the work of a log-in.'),
    })
    .strict()
    .prefault({})
    .describe('How new passwords are hashed; stored ones follow when their users log in.'),
  passwordPolicy: z
    .object({
      validatorPattern: pattern.nullable().default(null).describe('Regular expression that a new password has to match.'),
      validatorCallback: cloudFunction.nullable().default(null).describe('Function that accepts a new password, beside the pattern.'),
      validationError: z.string().max(1_024).nullable().default(null).describe('Text for a password that does not fit.'),
      doNotAllowUsername: z.boolean().default(false).describe('A password does not contain the name of its user.'),
      maxPasswordAge: z.number().positive().nullable().default(null).describe('Days after which a password has to be changed.'),
      maxPasswordHistory: z.int().min(0).max(20).default(0).describe('How many former passwords cannot be taken again.'),
      resetTokenValidityDuration: seconds.default(86_400).describe('Life of a link to choose a new password, in seconds.'),
      resetTokenReuseIfValid: z.boolean().default(false).describe('A new request extends the outstanding link instead of replacing it.'),
      resetPasswordSuccessOnInvalidEmail: z.boolean().default(true).describe('Unknown addresses get the same answer as known ones.'),
    })
    .strict()
    .prefault({})
    .describe('Rules for passwords.'),
};
