import './primordials.ts';
import { BegunMarks } from './begun-marks.ts';
import { Socket } from 'node:net';
import { CHANNEL_FD, workerChannel, type WorkerChannel } from '../channel/channel.ts';
import type { HostMessage, Load, Run } from '../channel/messages.ts';
import { installCloud } from './cloud/cloud-api.ts';
import { Door } from './door.ts';
import { placeInStack, placeText } from './errors/place.ts';
import { asSdkError, errorAnswer } from './errors/thrown.ts';
import { loadCode, rootOf, unloadable } from './load/load-code.ts';
import { mapSdk } from './load/module-hooks.ts';
import { captureConsole } from './logging/log.ts';
import { reportStrays } from './logging/strays.ts';
import { refuseNames } from './net/refuse-names.ts';
import { WayOut } from './net/way-out.ts';
import { entries, plain, plainList } from './primordials.ts';
import { Registry } from './registry/registry.ts';
import type { Begin, Outcome, RuntimeSettings, Surroundings } from './run/call.ts';
import { runFunction } from './run/run-function.ts';
import { runJob } from './run/run-job.ts';
import { runTrigger } from './run/run-trigger.ts';
import { inRun, NO_RUN } from './run-number.ts';
import { prepareSdk } from './sdk/prepare-sdk.ts';
import { SDK } from './sdk/sdk.ts';

/** The process that runs the code of one app: it obeys its host over the channel, and has nothing else in the world. */
const channel: WorkerChannel = workerChannel(new Socket({ fd: CHANNEL_FD }), { message: obey, closed: () => process.exit(0) });
const door = new Door((...frame) => channel.send(...frame));
const registry = new Registry((text) => door.log('warn', text));
const wayOut = new WayOut((call, host, port) => channel.send('connect', NO_RUN, plain({ call, host, port })));
const soon = setImmediate;
let surroundings: Surroundings | undefined;
let root = '';
let owesSign = false;
let marks: BegunMarks | undefined;

function obey(message: HostMessage): void {
  switch (message.kind) {
    case 'load':
      void load(message.meta);
      break;
    case 'run':
      void answer(message.run, message.meta, message.body);
      break;
    case 'answer':
      door.answered(message.meta, message.body);
      break;
    case 'connected':
      wayOut.answered(message.meta);
      break;
    case 'ping':
      // Behind the code of all calls that came before: the answer says that none of it holds the process.
      if (!owesSign) soon(giveSign);
      owesSign = true;
      break;
    case 'cancel':
      door.forget(message.run);
      break;
  }
}

function giveSign(): void {
  owesSign = false;
  channel.send('pong', NO_RUN, {});
}

async function load({ app, entry, settings, hasMarks }: Load): Promise<void> {
  if (hasMarks === true) marks = new BegunMarks();
  root = rootOf(entry);
  const known = settings as RuntimeSettings & { readonly version?: string };
  surroundings = { registry, door, settings: known };
  process.setSourceMapsEnabled(true);
  captureConsole(door);
  wayOut.install();
  refuseNames();
  reportStrays(door, root);
  prepareSdk(app, door, known);
  installCloud(registry, door, known.version ?? '');
  mapSdk();
  Object.defineProperty(globalThis, 'Parse', { value: SDK, configurable: true, writable: true, enumerable: true });
  try {
    await loadCode(entry);
    channel.send('loaded', NO_RUN, plain({ manifest: manifest() }));
  } catch (error) {
    channel.send('unloadable', NO_RUN, plain(unloadable(error, root)));
    return;
  }
  registry.onChange = () => channel.send('registered', NO_RUN, plain({ manifest: manifest() }));
}

function manifest(): Readonly<Record<string, unknown>> {
  const { functions, jobs, jobRules, triggers, rateLimits } = registry.manifest();
  const byClass = Object.fromEntries(entries(triggers).map(([className, kinds]) => [className, plainList(kinds)]));
  return plain({
    functions: plainList(functions),
    jobs: plainList(jobs),
    ...(jobRules && { jobRules: plain(Object.fromEntries(entries(jobRules).map(([name, rules]) => [name, plain(rules)]))) }),
    triggers: plain(byClass),
    rateLimits: plainList(rateLimits.map((limit) => plain(limit))),
  });
}

async function answer(number: number, run: Run, body: Uint8Array): Promise<void> {
  let isBegun = false;
  const begin = () => {
    if (isBegun) return;
    isBegun = true;
    channel.send('begun', number, {});
    if (marks?.mark(number) !== true) channel.flush();
  };
  try {
    const { status, headers, body: bytes } = await inRun(number, () => outcomeOf(run, body, begin));
    channel.send('result', number, plain({ status, headers: headers && plain(headers) }), bytes);
  } catch (thrown) {
    const error = asSdkError(thrown);
    const place = placeInStack(error.stack, root);
    channel.send('error', number, plain({ ...errorAnswer(error), at: place && placeText(place) }));
  }
  door.forget(number);
}

function outcomeOf(run: Run, body: Uint8Array, begin: Begin): Promise<Outcome> {
  if (surroundings === undefined) throw new Error('The code is not loaded.');
  if (run.what === 'trigger') return runTrigger(run, body, surroundings, begin);
  return run.what === 'job' ? runJob(run, body, surroundings, begin) : runFunction(run, body, surroundings, begin);
}
