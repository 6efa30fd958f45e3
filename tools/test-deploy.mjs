// `npm run test:deploy`: the image and docker-compose.yml tried as users get them; the work itself is in deploy/try/main.ts.
import { bootstrap } from './bootstrap.mjs';

bootstrap('deploy/try/main.ts');
