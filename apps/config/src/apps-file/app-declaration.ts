import { hash } from 'node:crypto';
import type { AppKeys, SetSettings } from '../registry/app-record.ts';

/** The declaration of one app in the apps file, references resolved, everything checked. */
export interface AppDeclaration {
  readonly id: string;
  readonly name: string;
  /** Name of the file, without its folder. */
  readonly file: string;
  /** Absolute. */
  readonly cloud?: string;
  readonly database?: { readonly uri?: string; readonly name?: string; readonly collectionPrefix?: string };
  readonly keys: AppKeys;
  readonly settings: SetSettings;
}

/** Raised when the same file means another record, so that records written by an older version are written anew. */
const RECORD_FORMAT = 1;

/** Equal for declarations that mean the same record: tells replicas that somebody has applied the file already. */
export function declarationDigest(declaration: AppDeclaration): string {
  return hash('sha256', JSON.stringify([RECORD_FORMAT, declaration]), 'base64');
}
