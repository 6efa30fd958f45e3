/**
 * Every error Parlance can answer with, by name: the number clients branch on, and the HTTP status it travels with.
 *
 * Source: docs/contract/10-errors.md and the table "Settled" of docs/contract/00-README.md. Several names may share a code;
 * their texts tell them apart. Codes 5000-8999 are reserved and never sent; 9000-9999 belong to Cloud Code.
 *
 * Codes of services that are still to come are not here yet: a name enters the table with the code that throws it, and
 * tools/house/errors.spec.ts looks for the test.
 */
export const ERRORS = {
  OtherCause: { code: -1, status: 400 },
  InternalServerError: { code: 1, status: 500 },
  ServiceUnavailable: { code: 2, status: 503 }, // only where the work was provably not started: SDKs repeat every 5xx
  RateLimited: { code: 100, status: 429 }, // with retryAfterSeconds
  ObjectNotFound: { code: 101, status: 404 }, // also when an ACL hides the object: ids cannot be probed
  InvalidQuery: { code: 102, status: 400 },
  InvalidClassName: { code: 103, status: 400 },
  MissingObjectId: { code: 104, status: 400 },
  InvalidFieldName: { code: 105, status: 400 },
  InvalidPointer: { code: 106, status: 400 },
  InvalidJson: { code: 107, status: 400 },
  UriTooLong: { code: 107, status: 414 },
  HeadersTooLarge: { code: 107, status: 431 },
  ExpectationFailed: { code: 107, status: 417 },
  CommandUnavailable: { code: 108, status: 400 },
  UnknownRoute: { code: 108, status: 404 },
  IncorrectType: { code: 111, status: 400 },
  InvalidChannelName: { code: 112, status: 400 },
  InvalidDeviceToken: { code: 114, status: 400 },
  PushMisconfigured: { code: 115, status: 400 }, // also each mistake in a push that has no code of its own
  ObjectTooLarge: { code: 116, status: 400 },
  RequestTooLarge: { code: 116, status: 413 },
  InvalidLimit: { code: 117, status: 400 },
  InvalidSkip: { code: 118, status: 400 },
  OperationForbidden: { code: 119, status: 400 },
  MasterKeyRequired: { code: 119, status: 403 },
  InvalidNestedKey: { code: 121, status: 400 },
  InvalidFileName: { code: 122, status: 400 },
  InvalidAcl: { code: 123, status: 400 },
  RequestTimeout: { code: 124, status: 400 }, // a deadline passed, or a write whose outcome is unknown
  InvalidEmailAddress: { code: 125, status: 400 },
  MissingContentType: { code: 126, status: 400 },
  MissingContentLength: { code: 127, status: 400 },
  InvalidContentLength: { code: 128, status: 400 }, // also a body that is shorter than it says
  FileTooLarge: { code: 129, status: 413 },
  FileSaveError: { code: 130, status: 400 },
  InvalidInstallationId: { code: 132, status: 400 },
  InvalidDeviceType: { code: 133, status: 400 },
  InvalidChannels: { code: 134, status: 400 },
  MissingRequiredField: { code: 135, status: 400 },
  ChangedImmutableField: { code: 136, status: 400 },
  DuplicateValue: { code: 137, status: 400 },
  InvalidExpiration: { code: 138, status: 400 },
  InvalidRoleName: { code: 139, status: 400 },
  ExceededClassQuota: { code: 140, status: 400 },
  CloudCodeFailed: { code: 141, status: 400 },
  ValidationFailed: { code: 142, status: 400 },
  ObjectChanged: { code: 142, status: 409 }, // administrators alone state the version that they change
  WebhookFailed: { code: 143, status: 400 },
  InvalidPushTime: { code: 152, status: 400 },
  FileDeleteError: { code: 153, status: 400 },
  InefficientQuery: { code: 154, status: 400 },
  RequestLimitExceeded: { code: 155, status: 400 },
  QuotaExceeded: { code: 155, status: 429 }, // with retryAfterSeconds
  DuplicateRequest: { code: 159, status: 400 },
  InvalidEventName: { code: 160, status: 400 },
  FileUnnamed: { code: 161, status: 400 },
  MissingUserId: { code: 162, status: 400 },
  UsernameMissing: { code: 200, status: 400 },
  PasswordMissing: { code: 201, status: 400 },
  UsernameTaken: { code: 202, status: 400 },
  EmailTaken: { code: 203, status: 400 },
  EmailMissing: { code: 204, status: 400 },
  EmailNotVerified: { code: 205, status: 400 }, // also where an address that nobody has may be told from others
  SessionMissing: { code: 206, status: 400 }, // users may be changed by themselves alone
  MustSignUp: { code: 207, status: 400 },
  AccountAlreadyLinked: { code: 208, status: 400 },
  InvalidSessionToken: { code: 209, status: 400 },
  MfaError: { code: 141, status: 400 },
  MfaTokenRequired: { code: -1, status: 400 }, // right so far: the log-in goes on with a second factor
  MfaTokenSent: { code: 141, status: 400 }, // the same, and a code is on its way
  LinkedIdMissing: { code: 250, status: 400 },
  InvalidLinkedSession: { code: 251, status: 400 },
  UnsupportedService: { code: 252, status: 400 },
  InvalidAuthData: { code: 253, status: 400 },
  ClassNotEmpty: { code: 255, status: 400 },
  InvalidAppName: { code: 256, status: 400 },
  LinkingNotSupported: { code: 999, status: 400 }, // signing up links nothing to somebody who exists
  MissingApiKey: { code: 902, status: 403 },
  InvalidApiKey: { code: 903, status: 403 },
} as const satisfies Record<string, { readonly code: number; readonly status: number }>;

export type ErrorName = keyof typeof ERRORS;
