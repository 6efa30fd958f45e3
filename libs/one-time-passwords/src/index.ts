export { isTotpSecret, newTotpSecret, totpAddress, totpStep, type OneTimePasswordForm } from './one-time-password.ts';
