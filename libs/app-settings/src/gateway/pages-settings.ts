import { z } from 'zod';
import { httpAddress as address } from '../http-address.ts';

/**
 * The app setting `pages`: how the pages that mailed links lead to look and speak. Names are Parse Server's where it has the member
 * (docs/contract/23-parse-server-options.md section 8); `brand` and `texts` take the place of its template files. Read by docs/pages.md.
 */

/** The pages there are, by the names Parse Server has for them in `customUrls`. */
export const PAGE_NAMES = [
  'passwordReset',
  'passwordResetSuccess',
  'passwordResetLinkInvalid',
  'emailVerificationSuccess',
  'emailVerificationSendSuccess',
  'emailVerificationSendFail',
  'emailVerificationLinkInvalid',
  'emailVerificationLinkExpired',
] as const;
export type PageName = (typeof PAGE_NAMES)[number];

/** Everything that stands on the pages. An app may say each of it otherwise, in each language. */
export const PAGE_TEXTS = [
  'passwordResetTitle',
  'passwordResetText',
  'passwordLabel',
  'passwordConfirmLabel',
  'passwordSubmit',
  'passwordMissing',
  'passwordsDiffer',
  'passwordTooLong',
  'passwordResetSuccessTitle',
  'passwordResetSuccessText',
  'passwordResetLinkInvalidTitle',
  'passwordResetLinkInvalidText',
  'emailVerificationSuccessTitle',
  'emailVerificationSuccessText',
  'emailVerificationSendSuccessTitle',
  'emailVerificationSendSuccessText',
  'emailVerificationSendFailTitle',
  'emailVerificationSendFailText',
  'emailVerificationLinkInvalidTitle',
  'emailVerificationLinkInvalidText',
  'emailVerificationLinkExpiredTitle',
  'emailVerificationLinkExpiredText',
  'usernameLabel',
  'resendSubmit',
  'resendByName',
  'homeLink',
  'unknownAppTitle',
  'unknownAppText',
  'refusedTitle',
  'refusedText',
  'troubleTitle',
  'troubleText',
] as const;
export type PageText = (typeof PAGE_TEXTS)[number];

/** `de` or `de-AT`. */
export const PAGE_LOCALE = /^[a-z]{2}(?:-[A-Z]{2})?$/;

const LOCALES_MAX = 50;
const PLACEHOLDERS_MAX = 100;
const locale = z.string().regex(PAGE_LOCALE, 'expected a language such as de, or a language and a region such as de-AT');
const colour = z.string().regex(/^#(?:[0-9a-fA-F]{3}){1,2}$/, 'expected a colour such as #1a2b3c');
const text = z.string().max(2_000);
const placeholderName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.]{0,63}$/, 'expected a name of letters, digits, dots and underscores');

const customUrls = Object.fromEntries(PAGE_NAMES.map((name) => [name, address.optional()])) as Record<
  PageName,
  z.ZodOptional<typeof address>
>;

export const pagesSettings = z
  .object({
    enableLocalization: z.boolean().default(false).describe('The pages speak the language that the browser asks for.'),
    localizationFallbackLocale: locale.default('en').describe('Language for everybody else, and for everybody when that is off.'),
    placeholders: z
      .record(placeholderName, text)
      .refine((record) => Object.keys(record).length <= PLACEHOLDERS_MAX, `expected ${PLACEHOLDERS_MAX} placeholders at most`)
      .default({})
      .describe('What `{{name}}` stands for in texts, beside `{{appName}}`.'),
    customUrls: z.object(customUrls).strict().prefault({}).describe("The app's own pages instead of these."),
    brand: z
      .object({
        logoUrl: address.nullable().default(null).describe('Picture above the text.'),
        accentColor: colour.nullable().default(null).describe('Colour of buttons, as #rrggbb.'),
        backgroundColor: colour.nullable().default(null).describe('Colour around the text, in light mode, as #rrggbb.'),
        homeUrl: address.nullable().default(null).describe('Where a link at the end leads.'),
      })
      .strict()
      .prefault({})
      .describe('Looks of the pages.'),
    texts: z
      .record(locale, z.partialRecord(z.enum(PAGE_TEXTS), text))
      .refine((record) => Object.keys(record).length <= LOCALES_MAX, `expected ${LOCALES_MAX} languages at most`)
      .default({})
      .describe('Texts in place of the built-in ones, and further languages: by language, then by name of the text.'),
  })
  .strict()
  .prefault({})
  .describe('The pages that mailed links lead to.');

export type PagesSettings = z.infer<typeof pagesSettings>;
