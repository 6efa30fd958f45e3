// `npm run -s cloud -- deploy FOLDER --url URL --app ID`: puts the Cloud Code of an app in force, lists its releases, takes one back.
import { bootstrap } from './bootstrap.mjs';

bootstrap('cloud/main.ts');
