import { z } from 'zod';
import { bytesOfText } from '../bytes-of-text.ts';
import { owned } from '../owned.ts';
import { pattern } from '../pattern.ts';
import { secret } from '../secrets/secret.ts';

/**
 * The extensions that browsers run or that lead them to something that they run, as one pattern that all others match. It looks at the
 * whole extension, in any case, and at the second part of a content type as well (`svg+xml`).
 */
const HARMLESS_EXTENSIONS =
  '^(?!(?:(?:x|s)?html?(?:\\+xml)?|mht(?:ml)?|xht|svg(?:z|\\+xml)?|xml|xslt?(?:\\+xml)?|xsd|rng|rdf(?:\\+xml)?|owl|mathml(?:\\+xml)?)$)';
/** JavaScript's patterns have no way to say in the pattern that the case does not count. */
export const DEFAULT_FILE_EXTENSIONS = [HARMLESS_EXTENSIONS.replace(/(?<!\\)[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)];

const SIZE_MAX = 2 ** 42;
const bytes = z.preprocess(bytesOfText, z.int('expected a number of bytes, or a string such as 20mb').positive().max(SIZE_MAX));

const fileUpload = z
  .object({
    enableForPublic: z.boolean().default(false).describe('Callers without a session may upload files.'),
    enableForAnonymousUser: z.boolean().default(true).describe('Anonymous users may.'),
    enableForAuthenticatedUser: z.boolean().default(true).describe('All other users may.'),
    fileExtensions: z
      .array(z.union([z.literal('*'), pattern], { error: 'expected a regular expression, or *' }))
      .max(100)
      .default(DEFAULT_FILE_EXTENSIONS)
      .describe('Extensions that clients may upload, as regular expressions; * for all. By default all but those that browsers run.'),
  })
  .strict()
  .prefault({})
  .describe('The callers that may upload files, and the files that they may upload.');

const fileDownload = z
  .object({
    enableForPublic: z.boolean().default(true).describe('Callers without a session may download files.'),
    enableForAnonymousUser: z.boolean().default(true).describe('Anonymous users may.'),
    enableForAuthenticatedUser: z.boolean().default(true).describe('All other users may.'),
  })
  .strict()
  .prefault({})
  .describe('The callers that may download files, beside knowing their address.');

const files = z
  .object({
    store: z.enum(['gridfs', 'disk', 's3']).default('gridfs').describe('The store of new files; files of GridFS are read beside it.'),
    maxSize: bytes.nullable().default(null).describe('Largest file in bytes, or as a string such as 2gb; null for maxUploadSize.'),
    quota: bytes.nullable().default(null).describe('Most bytes of all files together; null for no limit.'),
    urls: z.enum(['open', 'signed']).default('open').describe('signed: addresses in answers expire, and no download works without one.'),
    urlSeconds: z.int().min(60).max(604_800).default(3_600).describe('How long a signed address works, in seconds, at least.'),
    encrypt: z.boolean().default(false).describe('New files are encrypted with the keys of PARLANCE_FILES_KEY.'),
    inlinePdf: z.boolean().default(false).describe('Browsers may show PDF files, instead of saving them.'),
    directDownload: z.boolean().default(false).describe('Downloads from S3 lead to the store itself, by an address that expires.'),
    requireContentType: z
      .boolean()
      .default(false)
      .describe('Uploads without a content type are refused, instead of named by their extension.'),
    requireContentLength: z.boolean().default(false).describe('Uploads that do not say their length are refused.'),
    graceSeconds: z.int().min(60).max(31_536_000).default(86_400).describe('Clean-up leaves files alone that are younger, in seconds.'),
  })
  .strict()
  .prefault({})
  .describe('How files are stored, addressed and cleaned up.');

export const filesSettings = owned(
  {
    fileUpload,
    fileDownload,
    files,
    preserveFileName: z.boolean().default(false).describe('Stored names are the given ones, without anything that cannot be guessed.'),
    encryptionKey: secret(z.string().min(1))
      .nullable()
      .default(null)
      .describe("Parse Server's key of encrypted files, to read those it has stored."),
    fileKey: secret(z.string().regex(/^[A-Za-z0-9-]{1,64}$/))
      .nullable()
      .default(null)
      .describe('Part of the addresses of files that the hosted service of old has stored.'),
  },
  { files: ['data'], fileKey: ['data'] },
);
