export {
  appSettings,
  DEFAULT_APP_SETTINGS,
  OWNED,
  type AppSettingName,
  type AppSettings,
  type SettingNameOf,
  type SettingsOf,
} from './app-settings.ts';
export { bytesOfText } from './bytes-of-text.ts';
export { defaultSettingsFor, settingNamesOf, settingsFor, sliceFor } from './slices.ts';
export { isMarkedSecret, secret } from './secrets/secret.ts';
export { keepSecrets, type KeptSecrets } from './secrets/keep-secrets.ts';
export { holdsSecrets } from './secrets/shape-of.ts';
export { mapSecrets, type MapOptions, type Replace } from './secrets/map-secrets.ts';
export { redact, SECRET_IS_SET, secretsIn, standsForSecret } from './secrets/redact.ts';
export type { AnalyticsSettings } from './analytics/analytics-settings.ts';
export { READERS, type Reader } from './owned.ts';
export { ANY_ADDRESS, LOOPBACK } from './gateway/gateway-settings.ts';
export { PAGE_LOCALE, PAGE_NAMES, PAGE_TEXTS, type PageName, type PagesSettings, type PageText } from './gateway/pages-settings.ts';
export { rateLimitPath, type PathTest } from './gateway/rate-limit-path.ts';
export {
  isLimited,
  QUOTA_NAMES,
  quotaState,
  type QuotaLimit,
  type QuotaName,
  type QuotaSettings,
  type QuotaState,
} from './gateway/quota-settings.ts';
export { methodsOf, rateLimitEntry, type RateLimitSettings } from './gateway/rate-limit-settings.ts';
export { CODE_LOG_LEVELS, type CodeLogLevel, type CodeLogLevels, type CodeLogSettings } from './functions/log-settings.ts';
export type { WebhookSettings } from './functions/webhook-settings.ts';
export type { CloudFunction, SwitchOrFunction } from './auth/cloud-function.ts';
export { type CustomProvider, functionAt, PROVIDER_STEPS, type ProviderStep } from './auth/custom-providers.ts';
export { identityProviders, mfaSettings } from './auth/identity-providers.ts';
export type {
  AppleSettings,
  FacebookSettings,
  GithubSettings,
  GoogleSettings,
  IdentityProviders,
  LinkedinSettings,
  MfaSettings,
  MicrosoftSettings,
  OidcSettings,
  TwitterSettings,
} from './auth/identity-providers.ts';
export { isSmtpUrl } from './auth/mail-settings.ts';
export { passwordPattern, type PasswordTest } from './auth/password-pattern.ts';
export {
  pushCredentials,
  type ApnsCertificateCredential,
  type ApnsTokenCredential,
  type FcmCredential,
  type MpnsCredential,
  type PushCredential,
  type WebPushCredential,
  type WnsAppCredential,
} from './push/push-credentials.ts';
export type { PushLimits, PushSettings } from './push/push-settings.ts';
export { jobPolicy, jobPolicyOf, type JobPolicy } from './workers/workers-settings.ts';
