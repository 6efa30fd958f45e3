// `npm run timing`: whether the time of an answer says which users and objects exist.
import { bootstrap } from './bootstrap.mjs';

bootstrap('timing/main.ts');
