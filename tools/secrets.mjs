// `npm run secrets:rotate`: encrypts the secrets in the control database with the current key.
import { bootstrap } from './bootstrap.mjs';

bootstrap('secrets/rotate.ts');
