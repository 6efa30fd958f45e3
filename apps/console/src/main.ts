import { runService } from '@parlance/service';
import { SERVICE } from './index.ts';

await runService([SERVICE]);
