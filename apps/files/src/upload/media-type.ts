/** Tokens of RFC 9110 on both sides of one slash. */
const MEDIA_TYPE = /^([!#$%&'*+\-.^_`|~A-Za-z0-9]+)\/([!#$%&'*+\-.^_`|~A-Za-z0-9]+)$/;

/** The type of bytes of which nobody knows more. */
export const UNKNOWN_TYPE = 'application/octet-stream';

/** A declared content type without its parameters, in lower case; undefined for one that is malformed. */
export function mediaTypeOf(contentType: string): string | undefined {
  const [type = ''] = contentType.split(';');
  const trimmed = type.trim();
  return MEDIA_TYPE.test(trimmed) ? trimmed.toLowerCase() : undefined;
}
