// `npm run -s migrate`: brings the databases of the deployment in the environment to the format of this release.
import { bootstrap } from './bootstrap.mjs';

bootstrap('migrate/migrate.ts');
