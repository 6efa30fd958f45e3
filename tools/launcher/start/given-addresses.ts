import { fileVariable, givenValue } from '@parlance/settings';
import { LaunchError } from '../launch-error.ts';
import { SERVERS } from '../servers/table.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const SECRET = { secret: true } as const;

/**
 * The environment with the addresses of servers in it that it named as files (`MONGODB_URL_FILE`), since the launcher and each service
 * look at the address alone.
 *
 * @throws LaunchError for a file that cannot be read, and for an address that is given twice
 */
export function withGivenAddresses(environment: Environment): Environment {
  const found = { ...environment };
  for (const { urlVariable } of SERVERS) {
    const file = fileVariable(urlVariable, SECRET)!;
    const given = givenValue(urlVariable, SECRET, environment);
    if (given.kind === 'both') throw new LaunchError(`${urlVariable} and ${file} are both set; unset one of them.`);
    if (given.kind === 'unreadable') throw new LaunchError(`${file} names a file that cannot be read (${given.code}).`);
    if (given.kind === 'text') found[urlVariable] = given.text;
    delete found[file];
  }
  return found;
}
