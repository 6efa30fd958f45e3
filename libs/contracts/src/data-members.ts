import { z } from 'zod';

/**
 * A JSON object that is passed on as it is. Not z.record: that makes a copy, without a key `__proto__`, which `data` is to see and refuse.
 */
export const jsonObject = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  {
    error: 'Expected an object.',
  },
);
/** Parsed JSON object of the request's body, envelope members already removed. */
export const body = jsonObject;
/** Query parameters as the client sent them: strings from a query string, any JSON value from a body. */
export const parameters = jsonObject;
export const className = z.string();
export const objectId = z.string();
