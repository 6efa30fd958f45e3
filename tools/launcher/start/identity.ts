import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { keptKeys } from '@parlance/settings';
import { ADMIN_TOKEN, BUS_KEY, DEPLOYMENT_NAME } from '../paths.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/**
 * The variables that make the services of this folder one deployment: the user's own, or those that the first start makes. Two folders
 * that share servers are two deployments, and refuse each other.
 */
export function identityVariables(environment: Environment): Readonly<Record<string, string>> {
  const named = isSet(environment.PARLANCE_DEPLOYMENT) || isSet(environment.PARLANCE_BUS_PREFIX);
  const keyed = isSet(environment.PARLANCE_BUS_KEY) || isSet(environment.PARLANCE_BUS_KEY_FILE);
  const administered = bringsAdminToken(environment);
  if (!keyed) keptKeys(BUS_KEY);
  if (!administered) keptKeys(ADMIN_TOKEN);
  return {
    ...(named ? {} : { PARLANCE_DEPLOYMENT: keptName() }),
    ...(administered ? {} : { PARLANCE_ADMIN_TOKEN_FILE: ADMIN_TOKEN }),
    ...(keyed ? {} : { PARLANCE_BUS_KEY_FILE: BUS_KEY }),
  };
}

/** Whether the user names the token of the deployment's owner. */
export function bringsAdminToken(environment: Environment): boolean {
  return isSet(environment.PARLANCE_ADMIN_TOKEN) || isSet(environment.PARLANCE_ADMIN_TOKEN_FILE);
}

function keptName(): string {
  if (!existsSync(DEPLOYMENT_NAME)) {
    mkdirSync(dirname(DEPLOYMENT_NAME), { recursive: true });
    writeFileSync(DEPLOYMENT_NAME, `parlance-${randomBytes(3).toString('hex')}\n`);
  }
  return readFileSync(DEPLOYMENT_NAME, 'utf8').trim();
}
