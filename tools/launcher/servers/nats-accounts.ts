import type { BusUser } from '@parlance/contracts';

/** How the password of a user stands in the file: quoted, or as the name of a variable of the server's environment. */
export type Password = (user: string) => string;

/**
 * The users of a deployment as a part of a NATS server's settings.
 *
 * @param owner a further user, who may do everything
 */
export function accounts(users: readonly BusUser[], password: Password, owner?: string): string {
  const all = owner === undefined ? [] : [`    { user: ${JSON.stringify(owner)}, password: ${password(owner)} }`];
  return `authorization {\n  users: [\n${[...all, ...users.map((user) => entry(user, password))].join('\n')}\n  ]\n}\n`;
}

function entry({ name, publish, subscribe }: BusUser, password: Password): string {
  // A queue group behind the subject allows subscriptions in that group alone.
  const heard = subscribe.map(({ subject, queue }) => (queue === undefined ? subject : `${subject} ${queue}`));
  const permissions = `publish: ${listOf(publish)}\n        subscribe: ${listOf(heard)}`;
  return `    { user: ${JSON.stringify(name)}, password: ${password(name)}\n      permissions: {\n        ${permissions}\n      } }`;
}

function listOf(subjects: readonly string[]): string {
  return `[${subjects.map((subject) => `\n          ${JSON.stringify(subject)}`).join('')}\n        ]`;
}
