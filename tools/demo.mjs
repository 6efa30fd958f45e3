// `npm run demo`: a real data set through the Parse JS SDK, on the Parlance of this machine.
import { bootstrap } from './bootstrap.mjs';

bootstrap('demo/main.ts');
