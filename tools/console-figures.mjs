// `npm run console:figures`: how fast the console is in a real Chromium, over a class of a million rows.
// `-- --rows 100000` for another number of rows.
import { bootstrap } from './bootstrap.mjs';

bootstrap('console-figures/main.ts');
