export { ERRORS, type ErrorName } from './table.ts';
export { isErrorName, ParseError, type ParseErrorOptions } from './parse-error.ts';
