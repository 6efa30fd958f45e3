/** `push-8fX2-range-17`: begins with a letter, since BullMQ numbers jobs without an id; no colon, which separates the parts of its keys. */
const JOB_ID = /^[A-Za-z][A-Za-z0-9_.-]{0,127}$/;

/** @throws Error for an id that BullMQ would refuse or take for one of its own */
export function assertJobId(id: string): void {
  if (!JOB_ID.test(id)) throw new Error(`"${id}" cannot be the id of a job: a letter, and then letters, digits, "_", "-" or "." can.`);
}
