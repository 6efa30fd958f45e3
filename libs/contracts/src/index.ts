export {
  event,
  HTTP,
  json,
  operation,
  REST,
  STREAM,
  type BusEvent,
  type HttpReply,
  type Operation,
  type ReplyForm,
  type ReplyKind,
  type RestReply,
  type StreamReply,
} from './operation.ts';
export { REPLY_HEADERS, replyHeadFault, type ReplyHead } from './reply-head.ts';
export {
  route,
  routeGuards,
  type Method,
  type PathParameters,
  type RestInput,
  type RestRoute,
  type RouteDeviations,
  type RouteGuards,
} from './rest-route.ts';
export type { Caller } from './caller.ts';
export { CONTRACTS, operationsOf, type AnyOperation, type Contract } from './contracts.ts';
export { APP_ID, NO_APP, type AppId, type RequestContext } from './context.ts';
export { ANY_ADDRESS, appSettings, DEFAULT_APP_SETTINGS, LOOPBACK, type AppSettingName, type AppSettings } from './app-settings.ts';
export type {
  AppleSettings,
  AuthSettings,
  FacebookSettings,
  GithubSettings,
  GoogleSettings,
  LinkedinSettings,
  MfaSettings,
  MicrosoftSettings,
  OidcSettings,
  TwitterSettings,
} from './auth-settings.ts';
export { authSettings, mfaSettings } from './auth-settings.ts';
export { isSmtpUrl } from './mail-settings.ts';
export * as auth from './auth.ts';
export * as config from './config.ts';
export * as data from './data.ts';
export { passwordPattern, type PasswordTest } from './password-pattern.ts';
export { PAGE_LOCALE, PAGE_NAMES, PAGE_TEXTS, type PageName, type PagesSettings, type PageText } from './pages-settings.ts';
export { rateLimitPath, type PathTest } from './rate-limit-path.ts';
export type { RateLimitSettings } from './rate-limit-settings.ts';
export { healthOf, type HealthReport } from './health.ts';
