import { ParseError } from '@parlance/errors';
import { isSilent, type PushContent } from '../render/content.ts';
import type { PushRequest } from '../request/parse-push.ts';

/**
 * Whether neither the frequency cap nor the quiet hours of the app hold for a push: it is transactional, a test to one installation, or
 * nobody notices it.
 */
export function isExempt({
  options,
  audience,
  variants,
  source,
}: Pick<PushRequest, 'options' | 'audience' | 'variants' | 'source'>): boolean {
  if (options.lane === 'transactional') return true;
  if (audience.kind === 'one' && source !== 'client') return true;
  return variants.every(({ content }: { readonly content: PushContent }) => isSilent(content));
}

/**
 * @param max of the installations that a transactional push may be for; undefined for a push of another lane
 * @throws PushMisconfigured (115) an audience that is larger: no receipt or code is meant for that many
 */
export function assertRecipients(recipients: number, max: number | undefined): void {
  if (max === undefined || recipients <= max) return;
  const text = `A transactional push may be for ${max} installations at most, and this one is for more; send it in another lane.`;
  throw new ParseError('PushMisconfigured', text);
}
