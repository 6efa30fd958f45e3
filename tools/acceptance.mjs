// `npm run acceptance`: each statement of the contract with the tests that carry it.
import { bootstrap } from './bootstrap.mjs';

bootstrap('acceptance/main.ts');
