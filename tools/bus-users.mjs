// `npm run -s bus:users -- PREFIX`: prints the users of a deployment for the settings of its NATS server.
import { bootstrap } from './bootstrap.mjs';

bootstrap('bus-users/print.ts');
