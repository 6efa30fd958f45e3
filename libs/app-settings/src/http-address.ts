import { z } from 'zod';

/** An http or https address, as a string. It may be a secret itself: of a webhook that knows its callers by it. */
export const anyHttpAddress = z.url({ protocol: /^https?$/, error: 'expected an http or https address' }).max(2_048);

/** An address that may be shown: without a user and a password in it. */
export const httpAddress = anyHttpAddress.refine(hasNoCredentials, 'expected an address without a user and a password');

function hasNoCredentials(text: string): boolean {
  if (!URL.canParse(text)) return true; // The schema complains of that itself.
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
