// `npm run screenshots`: the pictures of the web console in docs/images/console, taken of a demo app in a real browser.
import { bootstrap } from './bootstrap.mjs';

bootstrap('screenshots/main.ts');
