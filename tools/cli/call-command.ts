import { randomUUID } from 'node:crypto';
import { ADMIN_OPERATIONS, type AnyAdminOperation } from '@parlance/admin-operations';
import { carriesFile, carryFile } from './carry-files.ts';
import { withConfirmation, wordToType } from './danger.ts';
import { DONE, REFUSED, UsageError } from './exit-codes.ts';
import { areaHelp, operationHelp } from './help.ts';
import { membersOf } from './members.ts';
import { secretIn, type NatsAccess } from './nats-transport.ts';
import { printAnswer } from './print-answer.ts';
import { Profiles, type Profile } from './profiles.ts';
import { readRequest, type CallFlags } from './read-request.ts';
import type { Surroundings } from './surroundings.ts';
import type { CallOptions, AdminTransport } from './transport.ts';
import { waitFor, watcherOf } from './wait.ts';

type Request = Readonly<Record<string, unknown>>;

/** `parlance AREA OPERATION …`. @throws UsageError, RefusedError, UnreachableError */
export async function callCommand([area = '', name, ...args]: readonly string[], surroundings: Surroundings): Promise<number> {
  const of = ADMIN_OPERATIONS.filter((operation) => operation.area === area);
  if (of.length === 0) throw new UsageError(`There is no command ${area}: parlance help lists them.`);
  if (name === undefined || name === '--help') {
    surroundings.out(areaHelp(area));
    return DONE;
  }
  const operation = of.find((one) => one.name === name);
  if (operation === undefined) throw new UsageError(`The area ${area} has no operation ${name}.\n\n${areaHelp(area)}`);
  const { flags, request } = readRequest(operation, args);
  if (flags.help) {
    surroundings.out(operationHelp(operation));
    return DONE;
  }
  const { access, profile, server } = accessOf(flags, surroundings);
  const carries = await carriesFile(operation, flags, server);
  const asked = await confirmed(operation, checked(operation, withApp(operation, request, profile)), flags, surroundings);
  if (asked === undefined) {
    surroundings.err('Nothing was done.');
    return REFUSED;
  }
  const transport = await surroundings.connect(access());
  try {
    if (!carries) return await carryOut(transport, operation, asked, flags, surroundings);
    const options = { requestId: randomUUID(), timeoutMs: timeoutOf(flags, operation), signal: surroundings.signal };
    const { answer, isWhole } = await carryFile(operation, asked, { transport, flags, server, options, progress: surroundings.progress });
    surroundings.out(shown(answer, flags));
    return isWhole ? DONE : REFUSED;
  } finally {
    await transport.close();
  }
}

function shown(answer: unknown, { json }: CallFlags): string {
  return json ? JSON.stringify(answer) : printAnswer(answer);
}

async function carryOut(
  transport: AdminTransport,
  operation: AnyAdminOperation,
  request: Request,
  flags: CallFlags,
  surroundings: Surroundings,
) {
  const { out, err, progress, signal } = surroundings;
  const options: CallOptions = { requestId: randomUUID(), timeoutMs: timeoutOf(flags, operation), signal };
  const show = (answer: unknown) => out(shown(answer, flags));
  if (operation.follows === true) {
    for await (const answer of transport.follow(operation, request, options)) show(answer);
    return DONE;
  }
  const answer = await transport.call(operation, request, options);
  const watcher = flags.wait ? watcherOf(operation, answer) : undefined;
  if (watcher === undefined) {
    show(answer);
    return DONE;
  }
  const waited = await waitFor(transport, watcher, request, answer, options, progress);
  show(waited.answer);
  if (waited.state.state === 'done') return DONE;
  err(`The work ended as ${waited.state.state}.`);
  return REFUSED;
}

/** The app of the profile stands for one that the command line does not name. */
function withApp(operation: AnyAdminOperation, request: Request, profile: Profile | undefined): Request {
  return operation.of === 'app' && request['app'] === undefined && profile?.app !== undefined ? { app: profile.app, ...request } : request;
}

/** Told before anything is sent, by the schema of the table: the same words as the service has. */
function checked(operation: AnyAdminOperation, request: Request): Request {
  const read = operation.request.safeParse(Object.hasOwn(operation.request.shape, 'confirm') ? { confirm: '', ...request } : request);
  if (read.success) return request;
  const flags = new Map(membersOf(operation).map(({ name, flag }) => [name, flag]));
  const faults = read.error.issues.map(({ path, message }) => {
    const [member, ...inside] = path.map(String);
    return member === undefined ? message : `--${flags.get(member) ?? member}${inside.map((part) => `.${part}`).join('')}: ${message}`;
  });
  throw new UsageError(`${faults.join('\n')}\n\nparlance ${operation.area} ${operation.name} --help tells more.`);
}

/** @returns undefined where the person does not type the word */
async function confirmed(
  operation: AnyAdminOperation,
  request: Request,
  { yes }: CallFlags,
  { ask }: Surroundings,
): Promise<Request | undefined> {
  const word = wordToType(operation, request);
  if (word === undefined || word === request['confirm']) return request;
  if (yes !== undefined) {
    if (yes !== word) throw new UsageError(`--yes ${yes} is not the word for this: ${word}.`);
    return withConfirmation(operation, request, word);
  }
  const typed = await ask(`${operation.dangerous?.loses ?? operation.summary}\nType ${word} to go on: `);
  if (typed === undefined) throw new UsageError(`Nobody is there to confirm this: --yes ${word} does so.`);
  return typed.trim() === word ? withConfirmation(operation, request, word) : undefined;
}

interface Access {
  readonly access: () => NatsAccess;
  readonly profile: Profile | undefined;
  /** The mount, where it is known: files go over HTTP. */
  readonly server: string | undefined;
}

/** The deployment: named on the command line, by a profile, or by the variables of a deployment's environment. */
function accessOf(flags: CallFlags, { env, note }: Surroundings): Access {
  const profile = flags.nats === undefined ? new Profiles(env, note).find(flags.profile ?? setIn(env, 'PARLANCE_PROFILE')) : undefined;
  const url = flags.nats ?? profile?.nats ?? setIn(env, 'PARLANCE_ADMIN_NATS_URL');
  if (url === undefined)
    throw new UsageError('No deployment is named: parlance profile add, or --nats URL --prefix PREFIX --token-file FILE.');
  const prefix = flags.prefix ?? profile?.prefix ?? setIn(env, 'PARLANCE_BUS_PREFIX') ?? setIn(env, 'PARLANCE_DEPLOYMENT') ?? 'parlance';
  const tokenFile = flags.tokenFile ?? profile?.tokenFile ?? setIn(env, 'PARLANCE_ADMIN_TOKEN_FILE');
  const token = setIn(env, 'PARLANCE_ADMIN_TOKEN');
  if (tokenFile === undefined && token === undefined)
    throw new UsageError('No token is named: --token-file FILE, or PARLANCE_ADMIN_TOKEN.');
  const { caFile, certFile, keyFile } = profile ?? {};
  const tls = Object.entries({ caFile, certFile, keyFile }).filter(([, file]) => file !== undefined);
  return {
    profile,
    server: flags.server ?? profile?.server ?? setIn(env, 'PARLANCE_PUBLIC_URL'),
    access: () => ({
      url,
      prefix,
      token: tokenFile === undefined ? (token as string) : secretIn(tokenFile),
      ...(tls.length === 0 ? {} : { tls: Object.fromEntries(tls) }),
    }),
  };
}

function setIn(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name];
  return value === undefined || value === '' ? undefined : value;
}

function timeoutOf({ timeout }: CallFlags, { deadlineMs }: AnyAdminOperation): number {
  if (timeout === undefined) return deadlineMs;
  const seconds = Number(timeout);
  if (!Number.isFinite(seconds) || seconds <= 0 || seconds > 3_600) throw new UsageError('--timeout needs seconds, at most 3,600.');
  return Math.ceil(seconds * 1_000);
}
