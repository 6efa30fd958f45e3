export { ERRORS, type ErrorName } from './table.ts';
export { isErrorName, ParseError, type ErrorBody, type ErrorKind, type ParseErrorOptions, type Refusal } from './parse-error.ts';
