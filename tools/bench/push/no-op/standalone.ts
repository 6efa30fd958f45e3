import { runService } from '@parlance/service';
import { loadSettings } from '@parlance/settings';
import { servicesNamed, STANDALONE_SETTINGS } from '@parlance/standalone';
import { WORKERS_WITHOUT_PROVIDERS } from './workers-service.ts';

/** All services in one process, as `npm start` runs them, with providers that send nothing. */
const services = () =>
  servicesNamed(loadSettings(STANDALONE_SETTINGS, process.env).PARLANCE_SERVICES).map((service) =>
    service.name === WORKERS_WITHOUT_PROVIDERS.name ? WORKERS_WITHOUT_PROVIDERS : service,
  );
await runService(services, process.env, { tables: [STANDALONE_SETTINGS] });
