import type { BusUser } from '@parlance/contracts';

/** How the password of a user stands in the file: quoted, or as the name of a variable of the server's environment. */
export type Password = (user: string) => string;

/**
 * The users of a deployment as a part of a NATS server's settings.
 *
 * @param owner a further user, who may do everything
 */
export function accounts(users: readonly BusUser[], password: Password, owner?: string): string {
  const all = owner === undefined ? [] : [unbound(owner, password)];
  return `authorization {\n  users: [\n${[...all, ...users.map((user) => entry(user, password))].join('\n')}\n  ]\n}\n`;
}

/** The user that sees the server's own events and figures, and none of the messages of the deployment. */
export const SYSTEM_USER = 'system';

/**
 * The same as accounts of a server that others may use too: one that holds the deployment's users and streams, and one for the server's
 * own events, so that neither sees the other.
 */
export function ownAccounts(users: readonly BusUser[], password: Password): string {
  const members = users.map((user) => entry(user, password)).join('\n');
  const deployment = `  PARLANCE: {\n  jetstream: enabled\n  users: [\n${members}\n  ]\n  }\n`;
  return `accounts {\n${deployment}  SYS: { users: [\n${unbound(SYSTEM_USER, password)}\n  ] }\n}\nsystem_account: SYS\n`;
}

const unbound = (user: string, password: Password): string => `    { user: ${JSON.stringify(user)}, password: ${password(user)} }`;

function entry({ name, publish, subscribe, answersAnywhere }: BusUser, password: Password): string {
  // A queue group behind the subject allows subscriptions in that group alone.
  const heard = subscribe.map(({ subject, queue }) => (queue === undefined ? subject : `${subject} ${queue}`));
  // Rows of answers have no end that could be told beforehand.
  const responses = answersAnywhere === true ? '\n        allow_responses: { max: -1, expires: "1h" }' : '';
  const permissions = `publish: ${listOf(publish)}\n        subscribe: ${listOf(heard)}${responses}`;
  return `    { user: ${JSON.stringify(name)}, password: ${password(name)}\n      permissions: {\n        ${permissions}\n      } }`;
}

function listOf(subjects: readonly string[]): string {
  return `[${subjects.map((subject) => `\n          ${JSON.stringify(subject)}`).join('')}\n        ]`;
}
