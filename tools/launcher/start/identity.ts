import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { keptKeys } from '@parlance/settings';
import { BUS_KEY, DEPLOYMENT_NAME } from '../paths.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/**
 * The variables that make the services of this folder one deployment: the user's own, or those that the first start makes. Two folders
 * that share servers are two deployments, and refuse each other.
 */
export function identityVariables(environment: Environment): Readonly<Record<string, string>> {
  const named = isSet(environment.PARLANCE_DEPLOYMENT) || isSet(environment.PARLANCE_BUS_PREFIX);
  const keyed = isSet(environment.PARLANCE_BUS_KEY) || isSet(environment.PARLANCE_BUS_KEY_FILE);
  if (!keyed) keptKeys(BUS_KEY);
  return {
    ...(named ? {} : { PARLANCE_DEPLOYMENT: keptName() }),
    ...(keyed ? {} : { PARLANCE_BUS_KEY_FILE: BUS_KEY }),
  };
}

function keptName(): string {
  if (!existsSync(DEPLOYMENT_NAME)) {
    mkdirSync(dirname(DEPLOYMENT_NAME), { recursive: true });
    writeFileSync(DEPLOYMENT_NAME, `parlance-${randomBytes(3).toString('hex')}\n`);
  }
  return readFileSync(DEPLOYMENT_NAME, 'utf8').trim();
}
