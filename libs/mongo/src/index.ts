export { mongoSpan, readFrom, writeTo } from './call.ts';
export { MongoConnections, type ConnectionOptions } from './connections.ts';
export {
  Binary,
  deserialize,
  Double,
  EJSON,
  Int32,
  Long,
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  ObjectId,
  serialize,
  type AnyBulkWriteOperation,
  type BulkWriteResult,
  type ClientSession,
  type Collection,
  type Connection,
  type Db,
  type Document,
  type Filter,
  type FindCursor,
  type FindOptions,
  type IndexDescription,
  type MongoClient,
  type OptionalUnlessRequiredId,
  type Sort,
  type TransactionOptions,
  type UpdateFilter,
  type WriteError,
} from './driver.ts';
export { assertNotNewer, bringUp, NewerDatabaseError, type BroughtUp, type DatabaseFormat, type Migration } from './formats.ts';
export { LazyDatabase, type OpenDatabase } from './lazy-database.ts';
export { lacksSecondary, membersOf, pingHealth } from './ping.ts';
export { refusedDocument } from './refused-documents.ts';
export { bulkFault, toParseError, type FailedCall } from './to-parse-error.ts';
