import { FIELD_TYPES, type FieldType } from './field-type.ts';

type Columns = Readonly<Record<string, FieldType>>;

const { String, Number, Boolean, Date, Object: Dictionary, Array: List, File, ACL } = FIELD_TYPES;

/** Fields that every class has. */
export const COMMON_FIELDS: Columns = { objectId: String, createdAt: Date, updatedAt: Date, ACL };

/**
 * Columns that system classes have without anyone declaring them.
 * Source: docs/contract/22-mongodb-storage-format.md section 7.
 */
const SYSTEM_FIELDS: ReadonlyMap<string, Columns> = new Map<string, Columns>([
  ['_User', { username: String, password: String, email: String, emailVerified: Boolean, authData: Dictionary }],
  [
    '_Installation',
    {
      installationId: String,
      deviceToken: String,
      channels: List,
      deviceType: String,
      pushType: String,
      GCMSenderId: String,
      timeZone: String,
      localeIdentifier: String,
      appVersion: String,
      appName: String,
      appIdentifier: String,
      parseVersion: String,
      badge: Number,
    },
  ],
  ['_Role', { name: String, users: { type: 'Relation', targetClass: '_User' }, roles: { type: 'Relation', targetClass: '_Role' } }],
  [
    '_Session',
    {
      user: { type: 'Pointer', targetClass: '_User' },
      installationId: String,
      sessionToken: String,
      expiresAt: Date,
      createdWith: Dictionary,
    },
  ],
  [
    '_Product',
    { productIdentifier: String, download: File, downloadName: String, icon: File, order: Number, title: String, subtitle: String },
  ],
  [
    '_PushStatus',
    {
      pushTime: String,
      source: String,
      query: String,
      payload: String,
      title: String,
      expiry: Number,
      expiration_interval: Number,
      status: String,
      numSent: Number,
      numFailed: Number,
      pushHash: String,
      errorMessage: Dictionary,
      sentPerType: Dictionary,
      failedPerType: Dictionary,
      sentPerUTCOffset: Dictionary,
      failedPerUTCOffset: Dictionary,
      count: Number,
    },
  ],
  ['_JobStatus', { jobName: String, source: String, status: String, message: String, params: Dictionary, finishedAt: Date }],
  [
    '_JobSchedule',
    {
      jobName: String,
      description: String,
      params: String,
      startAfter: String,
      daysOfWeek: List,
      timeOfDay: String,
      lastRun: Number,
      repeatMinutes: Number,
    },
  ],
  ['_Hooks', { functionName: String, className: String, triggerName: String, url: String }],
  ['_GlobalConfig', { params: Dictionary, masterKeyOnly: Dictionary }],
  ['_GraphQLConfig', { config: Dictionary }],
  ['_Audience', { name: String, query: String, lastUsed: Date, timesUsed: Number }],
  ['_Idempotency', { reqId: String, expire: Date }],
]);

/** Name and type of each field a class has by itself. */
export function defaultFields(className: string): Map<string, FieldType> {
  return new Map(Object.entries({ ...COMMON_FIELDS, ...SYSTEM_FIELDS.get(className) }));
}
