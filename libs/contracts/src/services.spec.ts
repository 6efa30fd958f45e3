import { expect, it } from 'vitest';
import * as contracts from './index.ts';
import { HTTP_SERVICE, operationsOf, SERVICE_NAMES, SERVICES, servicesToAsk, type Contract } from './index.ts';

it('names each service once, and before the services it asks', () => {
  expect(new Set(SERVICE_NAMES).size).toBe(SERVICES.length);
  for (const [place, { asks }] of SERVICES.entries()) {
    expect(asks.filter((other) => SERVICE_NAMES.findIndex((name) => name === other) <= place)).toEqual([]);
  }
});

it('lets a service ask back only such services as ask it, which stop before it', () => {
  for (const { name, asksBack = [] } of SERVICES) {
    expect(asksBack.filter((other) => !SERVICES.some((asking) => asking.name === other && asking.asks.includes(name)))).toEqual([]);
  }
});

it('knows the contract of every service but the one that answers over HTTP', () => {
  const exported = contracts as unknown as Readonly<Record<string, Contract>>;
  for (const { name, contract } of SERVICES) {
    const subjects = operationsOf(contract).map(({ subject }) => subject);
    expect(contract).toEqual(exported[name] ?? {});
    expect(subjects.includes(`${name}.health`)).toBe(name !== HTTP_SERVICE);
    expect(subjects.filter((subject) => !subject.startsWith(`${name}.`))).toEqual([]);
  }
});

it('asks the services that the deployment runs, and no others', () => {
  expect(servicesToAsk().map(({ name, gatewayNeeds }) => [name, gatewayNeeds])).toEqual([
    ['console', false],
    ['admin', false],
    ['analytics', false],
    ['workers', false],
    ['auth', false],
    ['push', false],
    ['files', false],
    ['data', true],
    ['functions', false],
    ['config', true],
  ]);
  expect(servicesToAsk(['gateway', 'config']).map(({ health }) => health.subject)).toEqual(['config.health']);
});
