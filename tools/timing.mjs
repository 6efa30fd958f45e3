// `npm run timing`: whether the time of an answer says who or what exists.
import { bootstrap } from './bootstrap.mjs';

bootstrap('timing/main.ts');
