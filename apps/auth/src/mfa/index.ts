/** The second factor: one-time passwords, codes by message, codes for a lost device. Decisions are pure; the caller stores and sends. */
export { challengeSecondFactor, checkSecondFactor } from './check-log-in.ts';
export { changeSecondFactor, type MfaChange, readMfaChange, removeSecondFactor } from './enrol.ts';
export { type CodeMessage, sendMessage } from './message-hook.ts';
export { FAILURES_MAX, type MfaDecision } from './mfa-decision.ts';
export { isEnrolled, type MfaState, NO_MFA, presentMfa, readMfaState, storedMfa, unchangedSince } from './mfa-state.ts';
