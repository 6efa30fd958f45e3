import type { Caller, Step } from '../../../conformance/subject.ts';
import { OLD_STYLE_TOKEN } from '../old-app/leftovers.ts';
import type { OldApp } from '../old-app/old-app.ts';

/** The sender of a request, with the keys and the session that they show. */
export interface Asker {
  readonly name: string;
  readonly as: Caller;
  readonly headers: Readonly<Record<string, string>>;
}

export const CLIENT: Asker = { name: 'a client', as: 'client', headers: {} };
export const MASTER: Asker = { name: 'the master key', as: 'master', headers: {} };

/** A user by the session that their sign-up began. */
export function user(app: OldApp, name: keyof OldApp['accounts']['of']): Asker {
  return withToken(name, app.accounts.of[name].token);
}

export const withToken = (name: string, token: string): Asker => ({ name, as: 'client', headers: { 'X-Parse-Session-Token': token } });

/** Sessions of every age, those that are over among them. */
export const leftSessions = (): readonly Asker[] => [
  withToken('a session without an end', 'r:00000000000000000000000000000001'),
  withToken('a session of nobody', 'r:00000000000000000000000000000002'),
  withToken('a session that is not restricted', 'r:00000000000000000000000000000003'),
  withToken('a made-up session', 'r:00000000000000000000000000000009'),
  withToken('a session of the hosted service', OLD_STYLE_TOKEN),
];

/** A request of an asker; its title says all of it. */
export function asked(asker: Asker, method: string, path: string, more: Partial<Step> = {}): Step {
  const { headers = {}, ...rest } = more;
  const said = [more.query, more.body].flatMap((part) => (part === undefined ? [] : [JSON.stringify(part)]));
  return {
    title: [asker.name, method, path, ...said].join(' '),
    method,
    path,
    as: asker.as,
    ...rest,
    headers: { ...asker.headers, ...headers },
  };
}
