import { z } from 'zod';

const PEM_LENGTH_MAX = 16_384;
const pem = (labels: string, expected: string) =>
  z
    .string()
    .max(PEM_LENGTH_MAX)
    .refine(
      (text) => new RegExp(`^\\s*-----BEGIN (${labels})-----\\r?\\n[A-Za-z0-9+/=:, \\r\\n-]+-----END \\1-----\\s*$`).test(text),
      expected,
    );

/** A private key as Apple and Google give it out. Parse Server takes the name of a file too: the text of that file is meant here. */
export const pkcs8 = pem('PRIVATE KEY', 'expected the text of the key file, which begins with -----BEGIN PRIVATE KEY-----');

export const pemKey = pem(
  'PRIVATE KEY|ENCRYPTED PRIVATE KEY|RSA PRIVATE KEY|EC PRIVATE KEY',
  'expected the text of the key file, PEM; turn a .p12 file into one by openssl pkcs12',
);

/** One certificate, with or without those of its issuers behind it. */
export const pemCertificate = z
  .string()
  .max(PEM_LENGTH_MAX)
  .refine(
    (text) => /^[^-]*(?:-----BEGIN CERTIFICATE-----\r?\n[A-Za-z0-9+/=\r\n]+-----END CERTIFICATE-----[^-]*)+$/.test(text),
    'expected the text of the certificate, PEM; turn a .p12 file into one by openssl pkcs12',
  );

/** A list of entries, for which one entry alone may stand. */
export function oneOrMore<Entry extends z.ZodType>(entry: Entry, max: number) {
  return z.preprocess((value) => (isAlone(value) ? [value] : value), z.array(entry).max(max)).prefault([]);
}

function isAlone(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
