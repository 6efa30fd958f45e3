// `npm run fuzz`: odd requests to every route, none of which may be answered with a fault.
import { bootstrap } from './bootstrap.mjs';

bootstrap('fuzz/main.ts');
