import { flag, int, oneOf, text, url, type Environment, type Settings } from '@parlance/settings';
import { LOG_LEVELS } from '@parlance/telemetry';
import { SERVER_FILES } from './server-files.ts';
import { TELEMETRY_SETTINGS } from './telemetry-settings.ts';

const PORT_MAX = 65_535;

const NAME = { pattern: /^[A-Za-z0-9_-]{1,64}$/, form: 'up to 64 letters, digits, _ or -' };
const DEPLOYMENT_MEANING =
  'Name of the deployment: its processes work together, and with no others. The bus prefix when unset, and "parlance" when that is unset too.';

/** The settings of every process, whichever services it hosts. */
export const PROCESS_SETTINGS = {
  NATS_URL: url({
    secret: true,
    schemes: ['nats', 'tls'],
    default: 'nats://127.0.0.1:4222',
    meaning: 'NATS servers, separated by commas; tls:// asks for encryption.',
  }),
  PARLANCE_DEPLOYMENT: text({ ...NAME, optional: true, meaning: DEPLOYMENT_MEANING }),
  PARLANCE_BUS_PREFIX: text({
    ...NAME,
    optional: true,
    meaning: "First part of all subjects, so that deployments can share NATS servers; the deployment's name when unset.",
  }),
  PARLANCE_BUS_KEY: text({
    secret: true,
    optional: true,
    meaning:
      'Seals the words between processes, so that access to NATS is not enough to be somebody: 32 bytes in base64, the same for all ' +
      'processes; further keys behind it, on the same line or others, are believed, too.',
  }),
  PARLANCE_HOST: text({ default: '127.0.0.1', meaning: 'Address to listen on, by the gateway and for health.' }),
  PARLANCE_PORT: int({ default: 1337, min: 0, max: PORT_MAX, meaning: 'Port of the gateway; 0 takes a free one.' }),
  PARLANCE_HEALTH_PORT: int({
    optional: true,
    min: 0,
    max: PORT_MAX,
    meaning: 'Operations port: answers /health/live, /health/ready and, with PARLANCE_METRICS, /metrics. None when unset.',
  }),
  PARLANCE_METRICS: flag({
    default: false,
    meaning: 'Whether metrics are recorded and answered at /metrics of the health port, in the form of Prometheus.',
  }),
  PARLANCE_LOG_LEVEL: oneOf(LOG_LEVELS, { default: 'info', meaning: 'Least severe log lines that are written.' }),
  PARLANCE_SHUTDOWN_GRACE_MS: int({
    default: 10_000,
    min: 0,
    max: 300_000,
    unit: 'ms',
    meaning: 'How long running requests may take to be answered once the process is asked to stop.',
  }),
  PARLANCE_SHUTDOWN_DELAY_MS: int({
    default: 0,
    min: 0,
    max: 120_000,
    unit: 'ms',
    meaning: 'How long a process that is asked to stop goes on taking requests while it says that it is not ready.',
  }),
  ...SERVER_FILES,
  ...TELEMETRY_SETTINGS,
};
export type ProcessSettings = Settings<typeof PROCESS_SETTINGS>;

/** The one place besides settings tables that touches the environment: a program passes it to loadSettings. */
export function processEnvironment(): Environment {
  return process.env;
}
