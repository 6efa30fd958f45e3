import { runService } from '@parlance/service';
import { loadSettings } from '@parlance/settings';
import { servicesNamed, STANDALONE_SETTINGS } from './index.ts';

await runService(() => servicesNamed(loadSettings(STANDALONE_SETTINGS, process.env).PARLANCE_SERVICES), process.env, {
  tables: [STANDALONE_SETTINGS],
});
