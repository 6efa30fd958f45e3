export { ERRORS, type ErrorName } from './table.ts';
export { isErrorName, ParseError, type ErrorKind, type ParseErrorOptions } from './parse-error.ts';
