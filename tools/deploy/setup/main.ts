/**
 * The set-up of a deployment, a program of the image beside the services:
 *
 * - `secrets FOLDER VOLUMES`: writes the passwords, keys and settings of each container of docker-compose.yml into a folder of its own
 * - `servers`: makes MongoDB the one member of its replica set, with its users, and waits for NATS and Redis
 * - `mongodb`: the same for MongoDB alone, beside which it stays, in a pod
 * - `keys FILE`: prints the demo app and a command line to try it
 */
import { keepMongodb, settleServers } from './servers.ts';
import { printKeys } from './keys.ts';
import { writeSecrets } from './write-secrets.ts';

const [command = '', place = '', volumes = ''] = process.argv.slice(2);
process.on('SIGTERM', () => process.exit(0));

switch (command) {
  case 'secrets':
    writeSecrets(place, volumes);
    break;
  case 'servers':
    await settleServers(process.env);
    break;
  case 'mongodb':
    await keepMongodb(process.env);
    break;
  case 'keys':
    printKeys(place, process.env);
    break;
  default:
    console.error(`There is no command "${command}": secrets FOLDER VOLUMES, servers, mongodb and keys FILE are.`);
    process.exitCode = 2;
}
