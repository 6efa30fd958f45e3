import { OutboundError, type OutboundRequest } from '@parlance/outbound';
import type { ProviderContext } from './auth-provider.ts';
import { notVerified } from './refusals.ts';

/** The JSON object of a service's answer, read member by member: a service's answer is input, too. */
export class ServiceAnswer {
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(members: Readonly<Record<string, unknown>>) {
    this.#members = members;
  }

  /** A string or a whole number, as a string; undefined for anything else. Services write ids either way. */
  id(name: string): string | undefined {
    const value = this.#member(name);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  number(name: string): number | undefined {
    const value = Number(this.#member(name) ?? Number.NaN); // some services write numbers as strings
    return Number.isFinite(value) ? value : undefined;
  }

  isTrue(name: string): boolean {
    return this.#member(name) === true;
  }

  /** An inner object; an empty one where there is none. */
  inner(name: string): ServiceAnswer {
    const value = this.#member(name);
    return new ServiceAnswer(isObject(value) ? value : {});
  }

  #member(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? this.#members[name] : undefined;
  }
}

/** @throws ParseError InvalidLinkedSession (251): the service is away, refuses, or answers something else than a JSON object */
export async function callService(provider: string, { outbound }: ProviderContext, request: OutboundRequest): Promise<ServiceAnswer> {
  return new ServiceAnswer(jsonObject(await callForText(provider, outbound, request)) ?? fail(provider));
}

/** The same for services that answer as forms do: `a=1&b=2`. */
export async function callServiceForForm(
  provider: string,
  { outbound }: ProviderContext,
  request: OutboundRequest,
): Promise<ServiceAnswer> {
  return new ServiceAnswer(Object.fromEntries(new URLSearchParams(await callForText(provider, outbound, request))));
}

/** An address with parameters behind it. */
export function withQuery(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** A POST of a form. */
export function formOf(url: string, fields: Readonly<Record<string, string>>): OutboundRequest {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', url, headers, body: new URLSearchParams(fields).toString() };
}

async function callForText(provider: string, outbound: ProviderContext['outbound'], request: OutboundRequest): Promise<string> {
  try {
    const answer = await outbound.request(request);
    if (answer.status !== 200) throw notVerified(provider, 'the service refused');
    return answer.body.toString('utf8');
  } catch (error) {
    if (error instanceof OutboundError) throw notVerified(provider, 'the service cannot be reached', error);
    throw error;
  }
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : undefined;
  } catch {
    return undefined; // the caller names the form that was expected
  }
}

function fail(provider: string): never {
  throw notVerified(provider, 'the service answered something else than expected');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
