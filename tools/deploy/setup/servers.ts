import { readFileSync } from 'node:fs';
import { eventually } from '../../launcher/servers/dialogue.ts';
import { settleSoleMember } from '../../launcher/servers/mongodb-set.ts';
import { nats } from '../../launcher/servers/nats.ts';
import { redis } from '../../launcher/servers/redis.ts';
import { healthListener } from './health-listener.ts';

/** The servers of a fresh deployment come up at the same time as this program, from images that may be slow to load. */
const PATIENCE_MS = 120_000;
const ATTEMPT_MS = 10_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** Sets MongoDB up, and waits until NATS and Redis answer. @throws Error that names the variable which is missing, or the server that is away */
export async function settleServers(environment: Environment): Promise<void> {
  await settle(environment);
  const asked = [
    ['NATS', () => nats.probe(required(environment, 'NATS_URL'), ATTEMPT_MS)],
    ['Redis', () => redis.probe(content(environment, 'REDIS_URL_FILE'), ATTEMPT_MS)],
  ] as const;
  for (const [title, probe] of asked) {
    await eventually(probe, PATIENCE_MS);
    console.log(`${title} answers.`);
  }
}

/** Sets MongoDB up and stays beside it, for a pod: `/health/ready` answers 200 once that is done. */
export async function keepMongodb(environment: Environment): Promise<void> {
  const health = await healthListener(Number(required(environment, 'PARLANCE_HEALTH_PORT')));
  await settle(environment);
  health.open();
}

async function settle(environment: Environment): Promise<void> {
  const member = required(environment, 'MONGODB_MEMBER');
  const owner = content(environment, 'MONGODB_OWNER_PASSWORD_FILE');
  const services = content(environment, 'MONGODB_SERVICES_PASSWORD_FILE');
  const set = { at: '127.0.0.1:27017', member, ownerPassword: owner, servicesPassword: services };
  await eventually(() => settleSoleMember(set, ATTEMPT_MS), PATIENCE_MS);
  console.log(`MongoDB is the replica set of ${member}, and has its users.`);
}

function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set.`);
  return value;
}

const content = (environment: Environment, name: string): string => readFileSync(required(environment, name), 'utf8').trim();
