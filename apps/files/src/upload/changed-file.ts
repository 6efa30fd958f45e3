import type { functions } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';
import type { FileBytes } from '@parlance/transfers';
import { annotationsOf, tagsOf } from './annotations.ts';
import type { AnnouncedFile } from './announced-file.ts';
import { assertDirectory, assertFileName } from './file-name.ts';

const WEB = /^https?:\/\//i;

/** A file as beforeSave leaves it: to be stored, or stored elsewhere already. */
export type ChangedFile = { readonly file: AnnouncedFile; readonly bytes: FileBytes } | { readonly name: string; readonly url: string };

/**
 * A file with the changes of its trigger. Code of an app may give it any extension; for the rest its words are checked like a client's.
 *
 * @throws InvalidFileName (122), InvalidJson (107), InvalidFieldName (105); FileSaveError (130) for an address that is none of the web
 */
export function changedFile(file: AnnouncedFile, bytes: FileBytes, outcome: functions.FileOutcome): ChangedFile {
  const { name = file.name, url, data, directory = file.directory, contentType = file.contentType } = outcome;
  if (url !== undefined) {
    if (!WEB.test(url) || !URL.canParse(url)) throw new ParseError('FileSaveError', 'The address of the file is none of the web.');
    return { name, url };
  }
  if (name !== file.name) assertFileName(name);
  if (directory !== undefined && directory !== file.directory) assertDirectory(directory);
  const metadata = outcome.metadata === undefined ? file.metadata : annotationsOf(outcome.metadata, 'metadata');
  const tags = outcome.tags === undefined ? file.tags : tagsOf(outcome.tags);
  const changed = { ...file, name, directory, contentType, metadata, tags };
  if (data === undefined) return { file: changed, bytes };
  const replaced = Buffer.from(data, 'base64');
  return { file: { ...changed, length: replaced.length, isStream: false, sizeMax: Infinity }, bytes: replaced };
}
