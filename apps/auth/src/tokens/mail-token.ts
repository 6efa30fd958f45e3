import { equalSecrets, secretDigest } from './secret-digest.ts';
import { randomText } from './random-text.ts';

/** 25 signs as Parse Server makes them: 148 bits. */
const TOKEN_LENGTH = 25;
const TOKEN = /^[A-Za-z0-9]{25}$/;
/** The form of digests. What another server has stored is something else, such as the token itself. */
const DIGEST = /^[\w-]{43}$/;
const PURPOSE = 'mail token';

/** The token that goes out by mail, and the digest that is stored of it, in the member where Parse Server keeps the token itself. */
export interface MailToken {
  readonly token: string;
  readonly digest: string;
  readonly expiresAt: Date;
}

/** The members of a user's document about an outstanding link: `_email_verify_token…` or `_perishable_token…`. */
export interface StoredMailToken {
  readonly digest: string | undefined;
  readonly expiresAt: Date | undefined;
}

export interface MailTokenRules {
  /** Life of a link. */
  readonly validitySeconds: number;
  /** A request while a link is outstanding extends its life and sends nothing. */
  readonly reuseIfValid: boolean;
}

/** The result of a request for a mail. */
export type MailTokenPlan = { readonly kind: 'extend'; readonly expiresAt: Date } | ({ readonly kind: 'send' } & MailToken);

/** Every sent mail holds a token of its own; the one before it is void, since only one digest is stored. */
export function newMailToken(validitySeconds: number, now: Date): MailToken {
  const token = randomText(TOKEN_LENGTH);
  return { token, digest: mailTokenDigest(token), expiresAt: expiry(validitySeconds, now) };
}

/** Source: docs/contract/00-README.md "Settled", mail tokens. */
export function planMailToken(stored: StoredMailToken, rules: MailTokenRules, now: Date): MailTokenPlan {
  if (rules.reuseIfValid && isMailTokenLive(stored, now)) return { kind: 'extend', expiresAt: expiry(rules.validitySeconds, now) };
  return { kind: 'send', ...newMailToken(rules.validitySeconds, now) };
}

/**
 * The key to look a token up by. The look-up and its removal are one conditional write: the digest still stored, its time not over.
 *
 * @returns undefined for a value that cannot be a token, so that nothing is looked up
 */
export function mailTokenKey(token: unknown): string | undefined {
  return typeof token === 'string' && TOKEN.test(token) ? mailTokenDigest(token) : undefined;
}

/** True when `token` is the outstanding one and its time is not over. Links of Parse Server, stored in the clear, count as void. */
export function isMailToken(token: unknown, stored: StoredMailToken, now: Date): boolean {
  const digest = mailTokenKey(token);
  return digest !== undefined && isMailTokenLive(stored, now) && equalSecrets(digest, stored.digest ?? '');
}

/** A token that nobody can redeem here is not outstanding: its bearer gets another one when they ask for it. */
function isMailTokenLive({ digest, expiresAt }: StoredMailToken, now: Date): boolean {
  return digest !== undefined && DIGEST.test(digest) && expiresAt !== undefined && expiresAt > now;
}

function mailTokenDigest(token: string): string {
  return secretDigest(token, PURPOSE);
}

function expiry(validitySeconds: number, now: Date): Date {
  return new Date(now.getTime() + validitySeconds * 1_000);
}
