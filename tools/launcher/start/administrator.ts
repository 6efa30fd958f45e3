import { rmSync } from 'node:fs';
import { ADMINISTRATOR_USER } from '@parlance/contracts';
import { ADMINISTRATOR, ADMIN_TOKEN } from '../paths.ts';
import { writePrivate } from '../private-file.ts';
import type { ProvisionedServer } from '../provision.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Tells `npx parlance` the way to the deployment that is being started, in a file for its owner alone: the address of NATS with the user of
 * administrators, the name of the deployment, the file of the token, and the mount. A token that the environment brings is in no file of ours: then there is no
 * such note.
 */
export function noteAdministrator(servers: readonly ProvisionedServer[], environment: Environment, server: string): void {
  const nats = servers.find(({ definition }) => definition.name === 'nats');
  const url = nats?.urlFor([ADMINISTRATOR_USER]) ?? nats?.url;
  const prefix = environment['PARLANCE_BUS_PREFIX'] || environment['PARLANCE_DEPLOYMENT'];
  const tokenFile = environment['PARLANCE_ADMIN_TOKEN_FILE'];
  if (url === undefined || prefix === undefined || tokenFile !== ADMIN_TOKEN) rmSync(ADMINISTRATOR, { force: true });
  else writePrivate(ADMINISTRATOR, JSON.stringify({ nats: url, prefix, tokenFile, server }));
}
