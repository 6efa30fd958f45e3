import * as admin from './admin.ts';
import * as analytics from './analytics.ts';
import * as auth from './auth.ts';
import * as config from './config.ts';
import * as console from './console.ts';
import type { Contract } from './contracts.ts';
import * as data from './data.ts';
import * as files from './files.ts';
import * as functions from './functions.ts';
import * as gateway from './gateway.ts';
import { healthOf, type HealthReport } from './health.ts';
import type { Journal } from './journal.ts';
import type { Operation } from './operation.ts';
import * as push from './push.ts';
import * as workers from './workers.ts';

/** Servers that a service may use beside NATS, which all of them use. */
export type ServerName = 'mongodb' | 'redis';

/** One service, as the others and the tools know it. */
export interface Service<Name extends string = string> {
  /** Folder of apps/, first part of the subjects it serves, queue group. */
  readonly name: Name;
  /** Its operations and events; the gateway serves the routes of the operations. */
  readonly contract: Contract;
  /** Services that it asks. It starts without them. */
  readonly asks: readonly string[];
  /**
   * Services that ask it and that it asks in turn, for the few operations that name it in `askedBy`. It stops after them, and answers 503
   * to the requests in between that need them.
   */
  readonly asksBack?: readonly string[];
  /** Subjects of events that it tells beside its own: it sees first the change of something that another service owns. */
  readonly tells?: readonly string[];
  /** Journals to which it appends. */
  readonly appends?: readonly Journal[];
  /** Whether it keeps journals of its own: a stream of JetStream is its. */
  readonly keepsJournals?: true;
  /** Whether callers from outside of the deployment ask it on NATS, by the NATS services API: it answers to wherever they wait. */
  readonly answersOutside?: true;
  /** Servers that it uses; a process of a service that uses MongoDB waits for it. */
  readonly servers: readonly ServerName[];
  /**
   * Whether nothing works without this service: `/health` tells of an error while it is away, and a gateway that starts is ready only once
   * it has answered. False for all that reads and writes do without: when log-ins fail, saving an object has to go on.
   */
  readonly gatewayNeeds: boolean;
}

/**
 * Every service there is: one line each. Callers stand before the services they call, so that services stop in this order, and start in
 * the opposite one.
 */
const LIST = [
  { name: 'console', contract: console, asks: ['admin'], servers: ['redis'], gatewayNeeds: false },
  {
    name: 'admin',
    contract: admin,
    asks: ['gateway', 'analytics', 'auth', 'workers', 'push', 'files', 'data', 'functions', 'config'],
    answersOutside: true,
    servers: [],
    gatewayNeeds: false,
  },
  {
    name: 'gateway',
    contract: gateway,
    asks: ['auth', 'workers', 'push', 'files', 'data', 'functions', 'config'],
    appends: [analytics.eventsTaken, analytics.requestsCounted, analytics.variantsGiven],
    servers: ['redis'],
    gatewayNeeds: false,
  },
  {
    name: 'analytics',
    contract: analytics,
    asks: ['push', 'data', 'config'],
    keepsJournals: true,
    servers: ['mongodb'],
    gatewayNeeds: false,
  },
  {
    name: 'workers',
    contract: workers,
    asks: ['auth', 'push', 'files', 'data', 'functions', 'config'],
    servers: ['mongodb', 'redis'],
    gatewayNeeds: false,
  },
  { name: 'auth', contract: auth, asks: ['data', 'functions', 'config'], servers: ['redis'], gatewayNeeds: false },
  { name: 'push', contract: push, asks: ['data', 'config'], servers: ['mongodb', 'redis'], gatewayNeeds: false },
  { name: 'files', contract: files, asks: ['data', 'functions', 'config'], servers: ['mongodb'], gatewayNeeds: false },
  {
    name: 'data',
    contract: data,
    asks: ['functions', 'config'],
    tells: [auth.identityChanged.subject],
    servers: ['mongodb'],
    gatewayNeeds: true,
  },
  {
    name: 'functions',
    contract: functions,
    asks: ['config'],
    asksBack: ['gateway', 'auth', 'files', 'data'],
    servers: ['mongodb'],
    gatewayNeeds: false,
  },
  { name: 'config', contract: config, asks: [], asksBack: ['data', 'analytics', 'functions'], servers: ['mongodb'], gatewayNeeds: true },
] as const satisfies readonly Service[];

export type ServiceName = (typeof LIST)[number]['name'];
export const SERVICES: readonly Service<ServiceName>[] = LIST;
export const SERVICE_NAMES: readonly ServiceName[] = LIST.map(({ name }) => name);
export const CONTRACTS: readonly Contract[] = LIST.map(({ contract }) => contract);

/** The one service that takes requests over HTTP: its health is its own readiness, and no operation on the bus. */
export const HTTP_SERVICE = 'gateway' satisfies ServiceName;

/** A service that is asked over the bus how it does. */
export interface AskedService {
  readonly name: string;
  readonly health: Operation<Record<string, never>, HealthReport>;
  readonly gatewayNeeds: boolean;
}

/** The services of a deployment that a gateway asks for their health. @param deployed names of the services it runs, in any process */
export function servicesToAsk(deployed: readonly string[] = SERVICE_NAMES): readonly AskedService[] {
  return SERVICES.filter(({ name }) => name !== HTTP_SERVICE && deployed.includes(name)).map(({ name, gatewayNeeds }) => ({
    name,
    health: healthOf(name),
    gatewayNeeds,
  }));
}
