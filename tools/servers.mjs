// `npm run servers:up` and `npm run servers:down`: MongoDB, NATS and Redis that stay, for running single tests.
import { bootstrap } from './bootstrap.mjs';

bootstrap('launcher/servers-command.ts');
