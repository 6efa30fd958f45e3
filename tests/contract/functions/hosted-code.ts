import { mkdtemp, mkdir, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PUBLIC } from '@parlance/acl';
import type { HttpReply, RequestContext } from '@parlance/contracts';
import { CodeHost, type CodeHostParts, probeLayers, runtimeEntry, type Code, type Order } from '@parlance/functions';

type CodeRequest = Extract<Parameters<CodeHostParts['perform']>[2], { path: string }>;

const DEADLINE_MS = 9_000;
let walls: ReturnType<typeof probeLayers> | undefined;

/** A request that code has made, as the host was asked to carry it out. */
export type Asked = [app: string, run: Parameters<CodeHostParts['perform']>[1], request: CodeRequest, body: Uint8Array];
export type Answering = (...asked: Asked) => Promise<HttpReply>;

/** Apps with code of their own in real processes, without any other service: requests of the code are answered by the test. */
export class HostedCode {
  readonly lines: { readonly app: string; readonly level: string; readonly text: string }[] = [];
  readonly endings: { readonly app: string; readonly fate: string; readonly lastWords: string }[] = [];
  readonly manifests: Record<string, unknown>[] = [];
  readonly asked: Asked[] = [];
  answer: Answering = async () => json({});
  host!: CodeHost;
  #folder = '';
  #versions = 0;
  readonly #codes = new Map<string, Code>();

  static async start(parts: Partial<CodeHostParts> = {}): Promise<HostedCode> {
    const hosted = new HostedCode();
    hosted.#folder = await mkdtemp(join(tmpdir(), 'code-'));
    await chmod(hosted.#folder, 0o755); // processes of code have users of their own
    hosted.host = new CodeHost({
      walls: await (walls ??= probeLayers()),
      runtime: runtimeEntry(),
      perform: async (app, run, request, body) => {
        if (!('path' in request)) throw new Error('No mails are sent in this test.');
        hosted.asked.push([app, run, request, body]);
        return hosted.answer(app, run, request, body);
      },
      connect: async () => ({ error: { code: 'EACCES', message: 'There is no network in this test.' } }),
      words: {
        log: (app, level, text) => void hosted.lines.push({ app, level, text }),
        fault: () => undefined,
        unloadable: () => undefined,
        broken: (app, fate, lastWords) => void hosted.endings.push({ app, fate, lastWords }),
        ended: () => undefined,
      },
      manifest: (_app, _code, manifest) => void hosted.manifests.push(manifest),
      processesMax: 32,
      ...parts,
    });
    return hosted;
  }

  /** Gives an app code, or other code: its files by their paths. */
  async deploy(app: string, files: string | Readonly<Record<string, string>>): Promise<Code> {
    const folder = join(this.#folder, app, String(++this.#versions));
    const all = { 'package.json': '{}', ...(typeof files === 'string' ? { 'main.js': files } : files) };
    for (const [path, text] of Object.entries(all)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const code = { version: `v${this.#versions}`, entry: join(folder, 'main.js'), readable: [folder], settings: {} };
    this.#codes.set(app, code);
    return code;
  }

  /** Calls a function. @returns its result */
  async call(app: string, name: string, parameters: object = {}, context: Partial<RequestContext> = {}): Promise<unknown> {
    const body = Buffer.from(JSON.stringify(parameters));
    const reply = await this.run(app, { what: 'function', name, body }, context);
    return (JSON.parse(Buffer.from(reply.body).toString()) as { result?: unknown }).result;
  }

  run(app: string, order: Omit<Order, 'context'>, context: Partial<RequestContext> = {}, limits: object = {}): Promise<HttpReply> {
    const code = this.#codes.get(app);
    if (code === undefined) throw new Error(`The app ${app} has no code.`);
    const complete = { app, identity: PUBLIC, deadline: Date.now() + DEADLINE_MS, requestId: 'r1', ...context };
    return this.host.run(app, code, { ...LIMITS, ...limits }, { ...order, context: complete });
  }

  async close(): Promise<void> {
    this.host.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

export const LIMITS = { workersMax: 2, memoryMb: 128, idleSeconds: 60 };

export function json(value: unknown, status = 200): HttpReply {
  return { status, body: Buffer.from(JSON.stringify(value)) };
}

/** A deadline so many milliseconds from now. */
export const within = (ms: number): { deadline: number } => ({ deadline: Date.now() + ms });
