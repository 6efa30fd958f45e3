import type { Step } from './subject.ts';

/** Short words for the requests that most steps are. */
type More = Omit<Partial<Step>, 'title' | 'method' | 'path'>;

export const request = (title: string, method: string, path: string, more: More = {}): Step => ({ title, method, path, ...more });

export const create = (title: string, className: string, body: unknown, more: More = {}): Step =>
  request(title, 'POST', `/classes/${className}`, { body, ...more });

/** @param object `Class/{{name}}` */
export const get = (title: string, object: string, more: More = {}): Step => request(title, 'GET', `/classes/${object}`, more);

export const update = (title: string, object: string, body: unknown, more: More = {}): Step =>
  request(title, 'PUT', `/classes/${object}`, { body, ...more });

export const remove = (title: string, object: string, more: More = {}): Step => request(title, 'DELETE', `/classes/${object}`, more);

export const find = (title: string, className: string, query: Step['query'] = {}, more: More = {}): Step =>
  request(title, 'GET', `/classes/${className}`, { query, ...more });

/** A find for each of many wheres of one class: the title, then the where. */
export const wheres = (className: string, cases: Readonly<Record<string, unknown>>): Step[] =>
  Object.entries(cases).map(([title, where]) => find(title, className, { where }));

/** A find for each of many parameters of one class. */
export const finds = (className: string, cases: Readonly<Record<string, Record<string, unknown>>>): Step[] =>
  Object.entries(cases).map(([title, query]) => find(title, className, query));

/** For each of many values a create with it; `more` names the caller. */
export const creates = (className: string, cases: Readonly<Record<string, unknown>>, more: More = {}): Step[] =>
  Object.entries(cases).map(([title, body]) => create(title, className, body, more));

/** A change and the object as it is afterwards. */
export const changed = (title: string, object: string, body: unknown, more: More = {}): Step[] => [
  update(title, object, body, more),
  get(`${title}, read again`, object, { as: 'master' }),
];
