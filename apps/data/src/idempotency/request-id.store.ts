/** Request ids of one app that were seen lately. */
export interface RequestIdStore {
  /**
   * @param expires when the id may be claimed again
   * @returns false when somebody has claimed the id and it has not expired
   */
  claim(requestId: string, now: Date, expires: Date): Promise<boolean>;
}
