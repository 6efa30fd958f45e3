export { event, json, operation, REST, type BusEvent, type Operation, type ReplyForm, type RestReply } from './operation.ts';
export { APP_ID, NO_APP, type AppId, type RequestContext } from './context.ts';
export * as auth from './auth.ts';
export * as config from './config.ts';
export * as data from './data.ts';
export { healthOf, type HealthReport } from './health.ts';
