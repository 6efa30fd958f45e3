import { busUsers, SHARED_USER } from '@parlance/contracts';
import { ownAccounts } from '../../launcher/servers/nats-accounts.ts';
import { semiSpaceMb } from '../../launcher/memory-options.ts';
import { DEPLOYED_SERVICES, type DeployedService } from '../services.ts';

/** A deployment may call itself as it likes: its NATS server, or its account of one, is its own. */
const ANY_PREFIX = '*';

/** The facts about services that no user of the chart decides, for its templates. */
export function chartFacts(): string {
  const facts = DEPLOYED_SERVICES.map(({ name, servers, ports, environment, files, callsOut, isExposed, keepsJournals, migrates }) => {
    const fact = { servers, ports, environment, files, outbound: callsOut, exposed: isExposed, journals: keepsJournals, migrates };
    return [name, { ...fact, semiSpaceMb: semiSpaceMb(name) }] as const;
  });
  return `${JSON.stringify(Object.fromEntries(facts), null, 2)}\n`;
}

/** The services in values.yaml, with their usual sizes. */
export function chartServices(): readonly string[] {
  return DEPLOYED_SERVICES.flatMap(({ name, size }: DeployedService) => [
    `${name}:`,
    '  enabled: true',
    `  replicas: ${size.replicasMin}`,
    `  autoscaling: { enabled: false, min: ${size.replicasMin}, max: ${size.replicasMax}, cpu: 70 }`,
    `  resources: { requests: { cpu: ${size.cpu}, memory: ${size.memoryMi}Mi }, limits: { memory: ${size.memoryLimitMi}Mi } }`,
    '  env: {}',
  ]);
}

/** The accounts of a NATS server, with the rights of each service, and passwords from the environment of the server. */
export function natsAccounts(): string {
  const users = busUsers(ANY_PREFIX).filter(({ name }) => name !== SHARED_USER);
  const heading = '# Written by `npm run deploy:render` from libs/contracts: each service can do its own work, and nothing else.\n';
  return heading + ownAccounts(users, (user) => `$PARLANCE_NATS_${user.toUpperCase()}`);
}
