/**
 * Requests of one call that are carried out at the same time. Further ones wait in the process that makes them; the host refuses those of a
 * process that does not wait.
 */
export const REQUESTS_PER_RUN_MAX = 16;
/** Requests of one call that wait, and their bytes. */
export const WAITING_REQUESTS_MAX = 10_000;
export const WAITING_REQUEST_BYTES_MAX = 128 * 1024 * 1024;
export const TOO_MANY_REQUESTS = 'A call makes too many requests at the same time.';
