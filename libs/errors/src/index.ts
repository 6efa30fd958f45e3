export { ERRORS, type ErrorName } from './table.ts';
export { isErrorName, ParseError } from './parse-error.ts';
