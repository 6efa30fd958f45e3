/**
 * The classes of errors whose texts quote values that people have stored or sent: MongoDB repeats documents, filters and values of keys in them,
 * mongoose and BSON the value that did not fit, Redis the arguments of a command.
 */
const QUOTING = /^_?(?:Mongo|BSON|Reply|ParserError)/;
/** Farther up than any driver derives its errors. */
const ANCESTORS_MAX = 12;

/** Tells whether the text of an error may repeat somebody's data. By class, not by import: each driver has its own copies. */
export function quotesData(error: Error): boolean {
  // The parser's text shows the place of the fault in the JSON, with the text around it.
  if (error.name === 'SyntaxError' && error.message.includes('JSON')) return true;
  if (QUOTING.test(error.name)) return true;
  let prototype: unknown = Object.getPrototypeOf(error);
  for (let step = 0; step < ANCESTORS_MAX && typeof prototype === 'object' && prototype !== null; step++) {
    const maker: unknown = Object.hasOwn(prototype, 'constructor') ? prototype.constructor : undefined;
    if (typeof maker === 'function' && QUOTING.test(maker.name)) return true;
    prototype = Object.getPrototypeOf(prototype);
  }
  return false;
}

/** The same of a stack that arrives as a string, by the name that it begins with; mongoose's descendants have names of their own. */
export function isQuotingStack(stack: string): boolean {
  return /^_?(?:Mongo|BSON|ReplyError|ParserError|CastError|Validat(?:ion|or)Error|StrictModeError|SyntaxError)/.test(stack);
}

const FRAME = /^ {4}at \S.*$/;

/** The frames of a stack: the lines at its end, without the text that may stand before them. */
export function framesOf(stack: string): string {
  const lines = stack.split('\n');
  let first = lines.length;
  while (first > 0 && FRAME.test(lines[first - 1] ?? '')) first--;
  return lines.slice(first).join('\n');
}
