import { request } from '../requests.ts';
import type { Step } from '../subject.ts';

type More = Omit<Partial<Step>, 'title' | 'method' | 'path'>;

/** A call of a function of `cloud/main.js`. */
export const call = (title: string, name: string, parameters: unknown = {}, more: More = {}): Step =>
  request(title, 'POST', `/functions/${name}`, { body: parameters, ...more });

/** A sign-up as `name`; later steps show the session by `session: name`. */
export const signUp = (name: string, members: object = {}, more: More = {}): Step =>
  request(`${name} signs up`, 'POST', '/users', { body: { username: name, password: 'secret', ...members }, save: name, ...more });

/** The lines that triggers have left since the last time, in their order, and without their ids. */
export const traces = (title: string, text: unknown): Step[] => [
  request(title, 'GET', '/classes/Trace', {
    query: { where: { text }, order: 'createdAt', keys: 'text,facts' },
    as: 'master',
    view: (body) => {
      const { results = [] } = body as { results?: readonly { text: string; facts: object }[] };
      return results.map((line) => [line.text, line.facts]);
    },
  }),
];
