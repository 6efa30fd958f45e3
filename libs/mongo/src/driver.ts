import mongoose, { type mongo } from 'mongoose';

/**
 * The driver's names that stores need. They come from mongoose's own copy of the driver, so that collections, sessions and errors
 * are the same classes everywhere in a process.
 */
export type { Connection } from 'mongoose';
export type AnyBulkWriteOperation<T extends Document = Document> = mongo.AnyBulkWriteOperation<T>;
export type BulkWriteResult = mongo.BulkWriteResult;
export type ClientSession = mongo.ClientSession;
export type Collection<T extends Document = Document> = mongo.Collection<T>;
export type Db = mongo.Db;
export type Document = mongo.Document;
export type Filter<T extends Document = Document> = mongo.Filter<T>;
export type FindCursor<T = Document> = mongo.FindCursor<T>;
export type FindOptions = mongo.FindOptions;
export type IndexDescription = mongo.IndexDescription;
export type MongoClient = mongo.MongoClient;
export type OptionalUnlessRequiredId<T extends Document = Document> = mongo.OptionalUnlessRequiredId<T>;
export type Sort = mongo.Sort;
export type TransactionOptions = mongo.TransactionOptions;
export type UpdateFilter<T extends Document = Document> = mongo.UpdateFilter<T>;
export type WriteError = mongo.WriteError;
export type Binary = mongo.BSON.Binary;
export type Long = mongo.BSON.Long;
export type ObjectId = mongo.BSON.ObjectId;

/** A document from its bytes, as reads without `raw` deliver it; its bytes; and documents as extended JSON. */
export const { deserialize, serialize, EJSON } = mongoose.mongo.BSON;

export const { Binary, Double, Int32, Long, ObjectId, MongoBulkWriteError, MongoError, MongoNetworkError, MongoServerError } =
  mongoose.mongo;
