// `npm run admin:figures`: calls of `apps.get` a second, and how long they take, by each door of administration.
import { bootstrap } from './bootstrap.mjs';

bootstrap('admin-figures/main.ts');
