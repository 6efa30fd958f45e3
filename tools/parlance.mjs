#!/usr/bin/env node
// `npx parlance AREA OPERATION …`: administers deployments; `npx parlance doctor` looks at a database of Parse Server.
import { bootstrap } from './bootstrap.mjs';

if (process.argv[2] === 'chaos') {
  process.argv.splice(2, 1);
  bootstrap('chaos/main.ts');
} else bootstrap('cli/main.ts');
