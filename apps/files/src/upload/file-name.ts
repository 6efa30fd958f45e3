import { randomBytes } from 'node:crypto';
import { ParseError } from '@parlance/errors';
import mime from 'mime';

const NAME_LENGTH_MAX = 128;
const NAME = /^[_a-zA-Z0-9][a-zA-Z0-9@. ~_-]*$/;
const PREFIX_BYTES = 16;
/** The form of the prefix of a stored name. */
const PREFIX = /^[0-9a-f]{32}_/;

const DIRECTORY_LENGTH_MAX = 256;
const DIRECTORY = /^[a-zA-Z0-9][a-zA-Z0-9_\-/]*$/;
/** The word behind the app's id that leads to metadata. */
const RESERVED_SEGMENT = 'metadata';

/** @throws InvalidFileName (122) with the texts that clients know from Parse Server */
export function assertFileName(name: string): void {
  if (name === '') throw invalid('Filename not provided.');
  if (name.length > NAME_LENGTH_MAX) throw invalid('Filename too long.');
  if (!NAME.test(name)) throw invalid('Filename contains invalid characters.');
}

/** @throws InvalidFileName (122) */
export function assertDirectory(directory: unknown): asserts directory is string {
  if (typeof directory !== 'string') throw invalid('Directory must be a string.');
  if (directory === '') throw invalid('Directory must not be empty.');
  if (directory.length > DIRECTORY_LENGTH_MAX) throw invalid('Directory path is too long.');
  if (directory.includes('..')) throw invalid('Directory must not contain "..".');
  if (directory.startsWith('/') || directory.endsWith('/')) throw invalid('Directory must not start or end with "/".');
  if (directory.includes('//')) throw invalid('Directory must not contain consecutive slashes.');
  if (directory.split('/')[0] === RESERVED_SEGMENT) throw invalid(`Directory must not start with reserved segment "${RESERVED_SEGMENT}".`);
  if (!DIRECTORY.test(directory)) throw invalid('Directory contains invalid characters.');
}

/** The extension of a name, as it is written; empty without one. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot === -1 ? '' : name.slice(dot + 1);
}

export interface Naming {
  readonly name: string;
  /** A well-formed media type without parameters, which gives a name without an extension one. */
  readonly mediaType: string | undefined;
  readonly directory: string | undefined;
  readonly preserve: boolean;
}

/** The name under which a file is stored: nobody can guess it, and two uploads never have the same. */
export function storedName({ name, mediaType, directory, preserve }: Naming): string {
  const extension = extensionOf(name) === '' && mediaType !== undefined ? mime.getExtension(mediaType) : null;
  const whole = extension === null ? name : `${name}${name.endsWith('.') ? '' : '.'}${extension}`;
  const unique = preserve ? whole : `${randomBytes(PREFIX_BYTES).toString('hex')}_${whole}`;
  return directory === undefined ? unique : `${directory}/${unique}`;
}

/** The name that a person has given, of a stored one. */
export function givenName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(PREFIX, '');
}

function invalid(text: string): ParseError {
  return new ParseError('InvalidFileName', text);
}
