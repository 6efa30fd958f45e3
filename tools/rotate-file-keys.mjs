// `npm run -s files:rotate-keys -- --url URL --app ID`: wraps the keys of an app's encrypted files by the current key of the deployment.
import { bootstrap } from './bootstrap.mjs';

bootstrap('files/rotate-keys.ts');
