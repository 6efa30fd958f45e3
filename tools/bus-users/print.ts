import { busUsers } from '@parlance/contracts';
import { accounts } from '../launcher/servers/nats-accounts.ts';

/**
 * `npm run -s bus:users -- PREFIX`: the users of a deployment, as a part of its NATS server's settings. Passwords come from variables of the
 * server's environment, such as `PARLANCE_NATS_DATA`: they are to be random, and in quotes where they could be taken for numbers.
 */
const [prefix = 'parlance'] = process.argv.slice(2);

const variableOf = (user: string): string => `$PARLANCE_NATS_${user.toUpperCase()}`;

process.stdout.write(accounts(busUsers(prefix), variableOf));
