/** Written instead of a secret, as Parse Server writes it. */
export const MASKED = '********';

/** Members whose value is never kept, in any spelling: password, _hashed_password, sessionToken, access_token, masterKey, X-Parse-Master-Key. */
const SECRET_NAME = /passw|token|secret|authoriz|cookie|credential|(?:master|webhook|api|private|rest|client|javascript)[-_]?key/iu;
/** The name of a member before its value: in JSON, in JSON within a string, as consoles print it, in query strings and header fields. */
const NAME = /(?<![\w-])[\w-]{1,128}(?=\\?["']?\s{0,8}[:=])(\\?["']?\s{0,8}[:=]\s{0,8})/gu;
/** A value, from its first character on. A cut line may end within a string. Each branch reads a character once, so that time is linear. */
const VALUE = /\\"[^"\\]*|"(?:[^"\\]|\\.)*(?:"|\\?$)|'(?:[^'\\]|\\.)*(?:'|\\?$)|(?:(?:Bearer|Basic)\s)?[^\s"'&;,)}\]{[]+/isuy;
/** Session tokens of Parse, and user names and passwords in addresses. */
const SESSION_TOKEN = /\br:[0-9a-f]{32}\b/giu;
const IN_ADDRESS = /:\/\/[^\s/?#@]{1,512}@/gu;

/** A text of user code without the values of secret members, session tokens, and credentials in addresses. */
export function maskSecrets(text: string): string {
  return maskMembers(text.replace(IN_ADDRESS, '://').replace(SESSION_TOKEN, MASKED));
}

function maskMembers(text: string): string {
  let masked = '';
  let done = 0;
  NAME.lastIndex = 0;
  for (let found = NAME.exec(text); found !== null; found = NAME.exec(text)) {
    if (!SECRET_NAME.test(found[0])) continue;
    VALUE.lastIndex = NAME.lastIndex;
    const value = VALUE.exec(text)?.[0];
    if (value === undefined) continue;
    masked += text.slice(done, NAME.lastIndex) + maskOf(value);
    done = NAME.lastIndex += value.length;
  }
  return masked + text.slice(done);
}

/** Instead of a value, with the quotes that it begins with. */
function maskOf(value: string): string {
  if (value.startsWith('\\"')) return `\\"${MASKED}`;
  return value.startsWith('"') || value.startsWith("'") ? `"${MASKED}"` : MASKED;
}
