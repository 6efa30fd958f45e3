/** The stores by themselves, for the suite that holds all of them to one behaviour. */
export { DiskFileStore } from './disk-file.store.ts';
export type { FileHead, FileStore, StoredFile } from './file.store.ts';
export { GridFsFileStore } from './gridfs-file.store.ts';
export { s3Client, S3FileStore } from './s3-file.store.ts';
