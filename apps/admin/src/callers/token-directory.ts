import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { commonRights, rightsOf, type AdminCaller } from '@parlance/admin-operations';
import { PUBLIC } from '@parlance/acl';
import type { Bus } from '@parlance/bus';
import { BoundedCache } from '@parlance/cache';
import { config, NO_APP } from '@parlance/contracts';
import { ParseError } from '@parlance/errors';

/** A token that is revoked is refused within a second, even where the event was lost. */
const COPY_MS = 700;
const COPIES_MAX = 10_000;
/** The last use is noted once in so many milliseconds. */
const NOTE_MS = 60_000;
const MINUTE_MS = 60_000;
const TOKEN = /^parlance_([0-9a-f]{16})_[0-9a-f]{64}$/;

/** A session that is in force, and the administrator whose it is. */
export interface FoundSession {
  readonly id: string;
  readonly administrator: config.Administrator;
}

interface Window {
  readonly minute: number;
  readonly taken: number;
}

/** The tokens that `config` keeps: identifies their holders. */
export class TokenDirectory {
  readonly #bus: Bus;
  readonly #now: () => number;
  readonly #found = new BoundedCache<string, config.FoundAdminToken | null>({ max: COPIES_MAX, ttlMs: COPY_MS });
  readonly #noted = new BoundedCache<string, true>({ max: COPIES_MAX, ttlMs: NOTE_MS });
  readonly #windows = new BoundedCache<string, Window>({ max: COPIES_MAX, ttlMs: 2 * MINUTE_MS });
  readonly #ends: readonly (() => void)[];

  constructor(bus: Bus, now: () => number) {
    this.#bus = bus;
    this.#now = now;
    const forget = () => this.#found.clear();
    this.#ends = [bus.subscribe(config.administrationChanged, forget), bus.onReconnect(forget)];
  }

  /**
   * @param address of the client; undefined where the door does not know it
   * @returns undefined for a token that is nobody's, or no more
   * @throws ParseError OperationForbidden for an address that the token is not taken from, RateLimited; ServiceUnavailable while `config` is away
   */
  async find(token: string, address: string | undefined, time: 'first' | 'again'): Promise<AdminCaller | undefined> {
    const found = await this.#inForce(token);
    // A session that somebody took from a browser is of no use at other doors.
    if (found === undefined || found.token.isSession === true) return undefined;
    const { token: known, administrator } = found;
    const { id } = known;
    assertAddress(known.addresses, address);
    if (time === 'first') this.#count(known);
    this.#note(id, address);
    const own = rightsOf(known);
    const rights = administrator === undefined ? own : commonRights(own, rightsOf(administrator));
    const name = administrator === undefined ? known.name : `${administrator.name}: ${known.name}`;
    return { kind: 'token', id, name, ...rights };
  }

  /**
   * The session of an administrator, for the console alone.
   *
   * @returns undefined for a session that is nobody's, or no more @throws ParseError ServiceUnavailable while `config` is away
   */
  async findSession(session: string, address: string | undefined): Promise<FoundSession | undefined> {
    const found = await this.#inForce(session);
    if (found?.token.isSession !== true || found.administrator === undefined) return undefined;
    this.#note(found.token.id, address);
    return { id: found.token.id, administrator: found.administrator };
  }

  stop(): void {
    for (const end of this.#ends) end();
  }

  /** The token, unless it is nobody's, has ended, or belongs to somebody who is disabled. */
  async #inForce(token: string): Promise<config.FoundAdminToken | undefined> {
    const id = TOKEN.exec(token)?.[1];
    if (id === undefined) return undefined;
    const found = await this.#found.getOrLoad(id, () => this.#ask(id));
    const digest = createHash('sha256').update(token).digest();
    if (found === null || !timingSafeEqual(Buffer.from(found.digest, 'base64'), digest)) return undefined;
    const { token: known, administrator } = found;
    if (administrator?.enabled === false) return undefined;
    return known.expiresAt !== undefined && Date.parse(known.expiresAt) <= this.#now() ? undefined : found;
  }

  async #ask(id: string): Promise<config.FoundAdminToken | null> {
    const deadline = this.#now() + config.findAdminToken.deadlineMs;
    return (await this.#bus.call(config.findAdminToken, { id }, { app: NO_APP, identity: PUBLIC, deadline, requestId: 'admin-caller' }))
      .found;
  }

  #count({ id, requestsPerMinute }: config.AdminToken): void {
    if (requestsPerMinute === undefined) return;
    const minute = Math.floor(this.#now() / MINUTE_MS);
    const window = this.#windows.get(id);
    const taken = window?.minute === minute ? window.taken + 1 : 1;
    this.#windows.set(id, { minute, taken });
    if (taken <= requestsPerMinute) return;
    const retryAfterSeconds = Math.ceil(((minute + 1) * MINUTE_MS - this.#now()) / 1_000);
    throw new ParseError('RateLimited', `This token is good for ${requestsPerMinute} requests in a minute.`, { retryAfterSeconds });
  }

  #note(id: string, address: string | undefined): void {
    if (this.#noted.get(id) !== undefined) return;
    this.#noted.set(id, true);
    const context = { app: NO_APP, identity: PUBLIC, deadline: this.#now() + config.noteTokenUse.deadlineMs, requestId: 'admin-caller' };
    // The next use is noted then.
    this.#bus.call(config.noteTokenUse, { id, address: address ?? '' }, context).catch(() => this.#noted.delete(id));
  }
}

function assertAddress(admitted: readonly string[] | undefined, address: string | undefined): void {
  if (admitted === undefined) return;
  if (address !== undefined && isIP(address) !== 0 && networksOf(admitted).check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')) return;
  throw new ParseError('OperationForbidden', 'This token is taken from other addresses alone.');
}

/** @param networks addresses, or networks such as `10.0.0.0/8`; words that are neither admit nobody */
export function networksOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isNetwork(network)) list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  return list;
}

export function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more.length === 0 && most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}
