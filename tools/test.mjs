// `npm test`: real servers, every check and every test. The work itself is in launcher/test.ts.
import { bootstrap } from './bootstrap.mjs';

bootstrap('launcher/test.ts');
