/** The roles of one app, as far as their members are concerned. */
export interface RoleStore {
  /**
   * Names of all roles that a user has: those that hold the user, and those that hold one of these, to any depth. In no order.
   *
   * @param deadline epoch milliseconds; the database ends the reading then
   * @throws RequestTimeout (124), ServiceUnavailable (2)
   */
  rolesOf(userId: string, deadline: number): Promise<readonly string[]>;
}
