import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import { hostChannel, type HostChannel } from '../../../apps/functions/src/channel/channel.ts';
import type {
  CodeRequest,
  Connect,
  Failure,
  Result,
  Run,
  Unloadable,
  WorkerMessage,
} from '../../../apps/functions/src/channel/messages.ts';
import { Egress } from '../../../apps/functions/src/host/egress.ts';
import { prepareCode, readCode } from '../../../apps/functions/src/loading/prepare-code.ts';

const RUNTIME = resolve(import.meta.dirname, '../../../apps/functions/src/runtime/main.ts');

type Json = Record<string, unknown>;

/** The final answer of a run: a result or an error of code. */
export interface Answered extends Result {
  readonly body?: Json;
  readonly error?: Failure;
}

/** A REST request of code, with its body read. */
export type Asked = CodeRequest & { readonly run: number; readonly body: string };

/** Answers requests of code in place of the deployment. */
type Answering = (asked: Asked) => { status?: number; headers?: Record<string, string>; body: unknown };

interface Options {
  readonly answering?: Answering;
  readonly settings?: Json;
}

const CALLER = { master: false, isReadOnly: false, hasSession: false, headers: {}, ip: '203.0.113.7', context: '{}', requestId: 'request' };

/** Code reaches the servers of its tests. */
const LOOPBACK = ['127.0.0.1', '::1'];

/** Writes files to a folder of their own. */
export async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'code-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/**
 * The runtime of code in a process of its own, with this test as its host: requests of the code are seen and answered here. How the real host
 * does it is tested in host.spec.ts.
 */
export class CodeProcess {
  readonly logs: { level: string; text: string; run: number }[] = [];
  readonly messages: string[] = [];
  readonly mails: unknown[] = [];
  readonly asked: Asked[] = [];
  manifest: Json = {};
  #runs = 0;
  readonly #waiting = new Map<number, (answered: Answered) => void>();
  readonly #loaded = Promise.withResolvers<void>();
  readonly #channel: HostChannel;
  readonly #folders: string[] = [];
  readonly #gone: Promise<unknown>;
  readonly #answering: Answering;
  readonly #egress: Egress;

  private constructor({ answering = () => ({ body: {} }) }: Options, egress: Egress) {
    this.#egress = egress;
    this.#answering = answering;
    const child = spawn(process.execPath, [RUNTIME], { stdio: ['ignore', 'ignore', 'inherit', 'pipe'], env: {} });
    this.#gone = new Promise((resolve) => child.once('exit', resolve));
    this.#channel = hostChannel(child.stdio[3] as Duplex, { message: (message) => this.#hear(message), closed: () => undefined });
  }

  /** Loads files as the code of an app. @throws Unloadable */
  static async start(files: Readonly<Record<string, string>> | string, options: Options = {}): Promise<CodeProcess> {
    const source = typeof files === 'string' ? await folderOf({ 'main.js': files }) : await folderOf(files);
    const copies = await mkdtemp(join(tmpdir(), 'copies-'));
    const { entry } = await prepareCode(await readCode(source), copies);
    const egress = await Egress.start({ allowedAddresses: LOOPBACK, allowedByApp: () => LOOPBACK, refused: () => undefined });
    const started = new CodeProcess(options, egress);
    started.#folders.push(source, copies);
    started.#channel.send('load', 0, { app: 'app', entry, settings: options.settings ?? {}, isProbe: false });
    try {
      await started.#loaded.promise;
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  function(name: string, parameters: unknown = {}, caller: Partial<Run> = {}): Promise<Answered> {
    const body = parameters instanceof Uint8Array ? parameters : Buffer.from(JSON.stringify(parameters));
    return this.run({ what: 'function', name, ...caller }, body);
  }

  trigger(triggerKind: string, className: string, input: unknown, caller: Partial<Run> = {}): Promise<Answered> {
    return this.run(
      { what: 'trigger', name: `${triggerKind}.${className}`, triggerKind, className, ...caller },
      Buffer.from(JSON.stringify(input)),
    );
  }

  run(run: Pick<Run, 'what' | 'name'> & Partial<Run>, body: Uint8Array): Promise<Answered> {
    const number = ++this.#runs;
    const answered = new Promise<Answered>((resolve) => this.#waiting.set(number, resolve));
    this.#channel.send('run', number, { ...CALLER, ...run }, body);
    return answered;
  }

  async stop(): Promise<void> {
    this.#channel.close();
    await this.#gone;
    await this.#egress.close();
    await Promise.all(this.#folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }

  #hear(message: WorkerMessage): void {
    const text = Buffer.from(message.body).toString('utf8');
    switch (message.kind) {
      case 'loaded':
        this.manifest = message.meta.manifest;
        return this.#loaded.resolve();
      case 'unloadable':
        return this.#loaded.reject(Object.assign(new Error(message.meta.text), { place: placeOf(message.meta) }));
      case 'registered':
        this.manifest = message.meta.manifest;
        return;
      case 'result':
        return this.#answer(message.run, { ...message.meta, body: JSON.parse(text) as Json });
      case 'error':
        return this.#answer(message.run, { error: message.meta });
      case 'log':
        this.logs.push({ level: message.meta.level, text, run: message.run });
        return;
      case 'message':
        this.messages.push(message.meta.text);
        return;
      case 'request':
        return this.#answerRequest({ ...message.meta, run: message.run, body: text });
      case 'mail':
        return this.#takeMail(message.run, message.meta.call, text);
      case 'connect':
        return void this.#connect(message.meta);
      case 'begun':
      case 'pong':
    }
  }

  #answer(run: number, answered: Answered): void {
    this.#waiting.get(run)?.(answered);
    this.#waiting.delete(run);
  }

  async #connect({ call, host, port }: Connect): Promise<void> {
    this.#channel.send('connected', 0, { call, ...(await this.#egress.connect('app', host, port)) });
  }

  /** A mail without a subject is refused. */
  #takeMail(run: number, call: number, text: string): void {
    const mail = JSON.parse(text) as Json;
    this.mails.push(mail);
    const [status, body] = mail['subject'] === undefined ? [400, { code: 111, error: 'a mail needs a subject' }] : [200, {}];
    this.#channel.send('answer', run, { call, status, headers: {} }, Buffer.from(JSON.stringify(body)));
  }

  #answerRequest(asked: Asked): void {
    this.asked.push(asked);
    const { status = 200, headers = {}, body } = this.#answering(asked);
    this.#channel.send('answer', asked.run, { call: asked.call, status, headers }, Buffer.from(JSON.stringify(body)));
  }
}

function placeOf({ file, line }: Unloadable): string | undefined {
  return file === undefined ? undefined : `${file}:${line}`;
}
