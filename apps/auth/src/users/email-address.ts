const LENGTH_MAX = 1_024;
/**
 * Without the characters that mean something in a list of addresses (RFC 5322): commas, comments, groups, routes, quotes; and without the
 * ideographic full stop, which names of hosts take for a dot.
 */
const EMAIL = /^[^\s\p{Cc}@,;:<>()\u3002[\]"\\]+@[^\s\p{Cc}@,;:<>()\u3002[\]"\\]+$/u;

/**
 * True for one address that is mailed exactly where it says. Letters that mail programs take for others, such as full-width ones, are
 * refused: the mail would go elsewhere than to the address that is stored.
 */
export function isEmailAddress(text: string): boolean {
  return text.length <= LENGTH_MAX && text.normalize('NFKC') === text.normalize('NFC') && EMAIL.test(text);
}
