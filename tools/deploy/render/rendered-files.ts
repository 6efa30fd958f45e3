import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from '../../launcher/paths.ts';
import { chartFacts, chartServices, natsAccounts } from './chart.ts';
import { composeParts } from './compose.ts';
import { dashboards } from './dashboards.ts';
import { scrapedServices, silentAlerts } from './prometheus.ts';
import { withParts } from './marked-parts.ts';

const CHART = 'deploy/helm/parlance';

/** Every file of a deployment that is written from the code, by its path from the root. */
export async function renderedFiles(): Promise<Readonly<Record<string, string>>> {
  const values = `${CHART}/values.yaml`;
  const rules = read(`${CHART}/files/prometheus-rules.yaml`);
  const boards = Object.entries(dashboards()).map(([name, board]) =>
    formatted(`${CHART}/files/dashboards/${name}.json`, JSON.stringify(board)),
  );
  return {
    'docker-compose.yml': withParts(read('docker-compose.yml'), composeParts()),
    [values]: withParts(read(values), { services: chartServices() }),
    ...(await formatted(`${CHART}/files/services.json`, chartFacts())),
    [`${CHART}/files/nats-accounts.conf`]: natsAccounts(),
    'deploy/prometheus/prometheus.yml': withParts(read('deploy/prometheus/prometheus.yml'), { scraped: scrapedServices() }),
    'deploy/prometheus/rules_test.yaml': withParts(read('deploy/prometheus/rules_test.yaml'), { silence: silentAlerts(rules) }),
    ...Object.fromEntries((await Promise.all(boards)).flatMap((board) => Object.entries(board))),
  };
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

async function formatted(path: string, content: string): Promise<Readonly<Record<string, string>>> {
  const file = join(ROOT, path);
  return { [path]: await format(content, { ...(await resolveConfig(file)), filepath: file }) };
}
