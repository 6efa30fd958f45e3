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
export { isReplyHeader, REPLY_HEADERS, replyHeadFault, type ReplyHead } from './reply-head.ts';
export {
  route,
  routeGuards,
  type Method,
  type PathParameters,
  type QueryPlace,
  type RestInput,
  type RestRoute,
  type RouteDeviations,
  type RouteGuards,
} from './rest-route.ts';
export type { Caller } from './caller.ts';
export { operationsOf, type AnyOperation, type Contract } from './contracts.ts';
export { IN_PLAIN_WORDS } from './in-plain-words.ts';
export { APP_ID, AUTHOR_KINDS, NO_APP, type AppId, type Author, type CloudContext, type RequestContext } from './context.ts';
export { journal, journalsOf, journalStream, type Journal } from './journal.ts';
export * as admin from './admin.ts';
export * as analytics from './analytics.ts';
export * as auth from './auth.ts';
export * as config from './config.ts';
export * as console from './console.ts';
export * as data from './data.ts';
export * as files from './files.ts';
export * as functions from './functions.ts';
export * as gateway from './gateway.ts';
export * as push from './push.ts';
export * as workers from './workers.ts';
export {
  cloudManifest,
  CONFIG_CLASS,
  FILE_CLASS,
  NO_CODE,
  TRIGGER_KINDS,
  type AppCode,
  type CloudManifest,
  type HookTable,
  type TriggerKind,
  type TriggerTable,
} from './cloud-code.ts';
export type { TransferTicket } from './files.ts';
export { ADMINISTRATOR_USER, busUser, busUserName, busUsers, SHARED_USER, type BusUser } from './bus-users.ts';
export { processReport, type ProcessReport } from './process-report.ts';
export { healthOf, type HealthReport } from './health.ts';
export {
  ownerOfQueue,
  QUEUE_JOB_STATES,
  QUEUE_NAMES,
  QUEUE_PAGE_MAX,
  queueJob,
  queueJobState,
  queuesOf,
  queueView,
  QUEUES,
  type ListQueueJobsRequest,
  type QueueJob,
  type QueueJobPage,
  type QueueJobState,
  type QueueName,
  type QueueOperations,
  type QueueOwner,
  type QueueView,
  type RetryQueueJobsRequest,
} from './queues.ts';
export {
  CONTRACTS,
  HTTP_SERVICE,
  SERVICE_NAMES,
  SERVICES,
  servicesToAsk,
  type AskedService,
  type ServerName,
  type Service,
  type ServiceName,
} from './services.ts';
