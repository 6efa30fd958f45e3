import { expect, it } from 'vitest';
import { loadProcess } from './load-process.ts';

it('refuses metrics without the port that answers them', () => {
  expect(() => loadProcess([], { PARLANCE_METRICS: 'true' }, [])).toThrow(
    'Settings of this process are wrong:\n  PARLANCE_HEALTH_PORT is not set; it must be the port that answers /metrics, as PARLANCE_METRICS is set',
  );
  expect(loadProcess([], { PARLANCE_METRICS: 'true', PARLANCE_HEALTH_PORT: '9000' }, []).settings.PARLANCE_METRICS).toBe(true);
});

it('names a bad value of either once', () => {
  expect(() => loadProcess([], { PARLANCE_METRICS: 'perhaps', PARLANCE_HEALTH_PORT: 'x' }, [])).toThrow(
    /^Settings of this process are wrong:\n {2}PARLANCE_HEALTH_PORT must be a whole number.*\n {2}PARLANCE_METRICS must be true or false$/,
  );
});

it('takes secrets from files for the process and its services alike, and knows their variables', () => {
  const { warnings } = loadProcess([], { PARLANCE_BUS_KEY_FILE: '', PARLANCE_S3_SECRET_ACCESS_KEY_FILE: '/x', NATS_URL_FILE: '' }, []);
  expect(warnings).toEqual([]);
  expect(() => loadProcess([], { NATS_URL: 'nats://a', NATS_URL_FILE: '/x' }, [])).toThrow('NATS_URL and NATS_URL_FILE are both set');
});
