/** Secrets that stand for somebody: session tokens, tokens in mails, codes; how long they live and how they are compared. */
export { DIGITS, LETTERS_AND_DIGITS, randomText } from './random-text.ts';
export { equalSecrets, secretDigest } from './secret-digest.ts';
export { isLegacyToken, isSessionToken, newSessionToken, sessionTokenKey } from './session-token.ts';
export { extendedExpiry, isSessionExpired, sessionExpiry, type SessionLifeSettings } from './session-life.ts';
export {
  isMailToken,
  type MailToken,
  mailTokenKey,
  type MailTokenPlan,
  type MailTokenRules,
  newMailToken,
  planMailToken,
  type StoredMailToken,
} from './mail-token.ts';
