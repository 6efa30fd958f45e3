import { runService } from '@parlance/service';
import { WORKERS_WITHOUT_PROVIDERS } from './workers-service.ts';

await runService([WORKERS_WITHOUT_PROVIDERS]);
