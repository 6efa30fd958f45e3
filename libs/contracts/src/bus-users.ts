import { operationsOf, type AnyOperation } from './contracts.ts';
import { journalStream } from './journal.ts';
import { HTTP_SERVICE, SERVICES, type Service } from './services.ts';

/**
 * The rights of one user of the NATS server. Subjects are NATS patterns; `queue` is the one queue group in which a subscription is allowed.
 */
export interface BusUser {
  readonly name: string;
  readonly publish: readonly string[];
  readonly subscribe: readonly { readonly subject: string; readonly queue?: string }[];
  /** Whether it may answer to the reply address of any request that it heard. */
  readonly answersAnywhere?: true;
}

/** Asks any process whether it is there, which each does of the others when one is late (libs/bus). */
const PINGS = '*.ping.*';

/** The user of a process that hosts several services. */
export const SHARED_USER = 'standalone';

/** First part of the subjects by which tools find services (NATS ADR-32). */
const SERVICES_API = '$SRV';

/** The name of the user for a process that hosts these services. Replies to it arrive at addresses with that name (libs/bus). */
export function busUserName(services: readonly string[]): string {
  const [only, ...others] = services;
  return only !== undefined && others.length === 0 ? only : SHARED_USER;
}

/**
 * The least rights with which a process that hosts `services` can do its work: it takes the requests of these services and nobody else's,
 * asks the operations that are meant for them, tells their own events, and hears replies to itself alone. So a password that travels to
 * `auth` is seen by nobody but `auth`.
 *
 * @param prefix of the deployment; `*` for a NATS server that one deployment has for itself
 */
export function busUser(services: readonly Service[], prefix: string): BusUser {
  const name = busUserName(services.map((service) => service.name));
  const subjects = new Set<string>(['inbox.>', 'presence.>', PINGS]);
  for (const service of services) {
    for (const asked of SERVICES) for (const { subject } of operationsFor(service, asked)) subjects.add(subject).add(`${subject}.*`);
    for (const told of [`events.${service.name}.>`, ...(service.tells ?? [])]) subjects.add(told);
    for (const { journal } of service.appends ?? []) subjects.add(journal);
  }
  const answersOutside = services.some((service) => service.answersOutside === true);
  const kept = services.filter(({ keepsJournals }) => keepsJournals === true).flatMap(({ name: keeper }) => journalRights(prefix, keeper));
  return {
    name,
    publish: [...[...subjects].sort().map((subject) => `${prefix}.${subject}`), ...kept],
    subscribe: [
      ...services.map((service) => ({ subject: `${prefix}.${service.name}.>`, queue: service.name })),
      ...['events.>', 'presence.>', `inbox.${name}.>`].map((subject) => ({ subject: `${prefix}.${subject}` })),
      ...(answersOutside ? [{ subject: `${SERVICES_API}.>` }] : []),
    ],
    ...(answersOutside ? { answersAnywhere: true } : {}),
  };
}

/** The requests of JetStream with which a service makes, reads and clears the stream of its journals, and touches no other. */
function journalRights(prefix: string, service: string): readonly string[] {
  const stream = journalStream(prefix, service);
  const streamRequests = ['CREATE', 'UPDATE', 'INFO', 'PURGE', 'MSG.GET'].map((request) => `STREAM.${request}.${stream}`);
  const consumerRequests = ['CREATE', 'INFO', 'DELETE', 'MSG.NEXT'].map((request) => `CONSUMER.${request}.${stream}.>`);
  return [...streamRequests, ...consumerRequests].map((request) => `$JS.API.${request}`);
}

/** The user of people and tools that administer the deployment. Their tokens hold the rights of each. */
export const ADMINISTRATOR_USER = 'administrator';

/** Administrators ask the operations of the admin service, look for it as tools of NATS do, and hear the answers to themselves alone. */
function administratorUser(prefix: string): BusUser {
  const inbox = `${prefix}.inbox.${ADMINISTRATOR_USER}.>`;
  return { name: ADMINISTRATOR_USER, publish: [`${prefix}.admin.>`, `${SERVICES_API}.>`], subscribe: [{ subject: inbox }] };
}

/** All users of a deployment: one for each service, one for processes that host several, and one for administrators. */
export function busUsers(prefix: string): readonly BusUser[] {
  return [...SERVICES.map((service) => busUser([service], prefix)), busUser(SERVICES, prefix), administratorUser(prefix)];
}

/** The operations of `asked` that `service` may ask. */
function operationsFor(service: Service, asked: Service): readonly AnyOperation[] {
  // The gateway serves the routes and watches the health of every service.
  const asksBack = service.asksBack?.includes(asked.name) === true;
  if (service.name !== HTTP_SERVICE && !asksBack && !service.asks.includes(asked.name)) return [];
  return operationsOf(asked.contract).filter(({ askedBy }) => {
    if (asksBack) return Array.isArray(askedBy) && askedBy.includes(service.name);
    if (askedBy === undefined) return true;
    return askedBy === 'services' ? service.name !== HTTP_SERVICE : askedBy.includes(service.name);
  });
}
