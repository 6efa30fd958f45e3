const WORD = /^[A-Za-z][A-Za-z0-9_-]{0,59}$/;

/** A peer's word for a failure if it is one word, else the status: reasons become labels and stored counts, and hold nothing else. */
export function reasonOf(word: unknown, status: number): string {
  return typeof word === 'string' && WORD.test(word) ? word : `HTTP${status}`;
}
