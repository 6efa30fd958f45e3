/** Thrown by the work of a job when no further attempt would do better. The message is stored in Redis with the job: no payload in it. */
export class FinalFailure extends Error {
  override readonly name = 'FinalFailure';
}
