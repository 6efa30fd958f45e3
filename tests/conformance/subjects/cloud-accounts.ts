import { request, update } from '../requests.ts';
import type { Subject } from '../subject.ts';
import { signUp, traces } from './cloud-words.ts';

const logIn = (title: string, username: string, password = 'secret') => request(title, 'POST', '/login', { body: { username, password } });
const upload = (title: string, name: string, more: object = {}) =>
  request(title, 'POST', `/files/${name}`, { bytes: 'YWJj', headers: { 'Content-Type': 'text/plain' }, as: 'master', ...more });

export const accountTriggers: Subject = {
  title: 'triggers of users, roles, files and Config',
  profile: 'cloud',
  comparesTexts: true,
  steps: [
    signUp('refused'),
    signUp('coded'),
    signUp('mailless'),
    signUp('maillessnot', { email: 'maillessnot@example.org' }),
    signUp('noted', { nick: 'n' }),
    signUp('quiet', { email: 'quiet@example.org' }),
    request('the refused user cannot log in', 'POST', '/login', { body: { username: 'refused', password: 'secret' } }),
    request('the noted user', 'GET', '/users/{{noted}}', { session: 'noted' }),
    update('a user changes their own account', '_User/{{noted}}', { nick: 'm' }, { session: 'noted' }),
    update('a user is refused a change', '_User/{{noted}}', { nick: 'forbidden' }, { session: 'noted' }),
    request('the noted user as the master', 'PUT', '/users/{{noted}}', { body: { nick: 'o' }, as: 'master' }),
    request('the noted user, read again', 'GET', '/users/{{noted}}', { as: 'master' }),
    logIn('a log-in', 'noted'),
    logIn('a log-in with a wrong password', 'noted', 'wrong'),
    signUp('banned', { banned: true }),
    logIn('a log-in that beforeLogin refuses', 'banned'),
    ...traces('afterSave of users saw', 'user saved'),
    ...traces('afterLogin saw', 'logged in'),
    request('a log-out', 'POST', '/logout', { body: {}, session: 'quiet' }),
    ...traces('afterLogout saw', 'logged out'),
    request('the session is dead', 'GET', '/users/me', { session: 'quiet' }),
    signUp('stays'),
    request('beforeDelete of a user', 'DELETE', '/users/{{stays}}', { session: 'stays' }),
    request('a role that is refused', 'POST', '/roles', { body: { name: 'refusedRole', ACL: { '*': { read: true } } }, as: 'master' }),
    request('a role that is noted', 'POST', '/roles', {
      body: { name: 'notedRole', ACL: { '*': { read: true } } },
      save: 'notedRole',
      as: 'master',
    }),
    request('the noted role', 'GET', '/roles/{{notedRole}}'),
    signUp('foundUser'),
    request('afterFind of users', 'GET', '/users', { query: { where: { username: 'foundUser' } } }),
    request('afterFind of one user', 'GET', '/users/{{foundUser}}'),
    request('afterFind of the own user', 'GET', '/users/me', { session: 'foundUser' }),
    upload('a file', 'plain.txt', { save: 'plainFile' }),
    upload('a file that is refused', 'refused.txt'),
    upload('a file that is refused with a code', 'coded.txt'),
    upload('a file with tags', 'tagged.txt', { save: 'taggedFile' }),
    upload('a file that is replaced', 'replaced.txt', { save: 'replacedFile' }),
    upload('a file that leaves a trace', 'traced.txt', { save: 'tracedFile' }),
    upload('a file that is kept', 'kept.txt', { save: 'keptFile' }),
    request('the deletion of a file that is kept', 'DELETE', '/files/{{keptFile}}_kept.txt', { as: 'master' }),
    request('the deletion of a file', 'DELETE', '/files/{{tracedFile}}_traced.txt', { as: 'master' }),
    ...traces('triggers of files saw: saved', 'file saved'),
    ...traces('triggers of files saw: deleted', 'file deleted'),
    request('Config', 'PUT', '/config', { body: { params: { greeting: 'good day' } }, as: 'master' }),
    request('Config that is refused', 'PUT', '/config', { body: { params: { greeting: 'refused' } }, as: 'master' }),
    request('Config that is refused with a code', 'PUT', '/config', { body: { params: { greeting: 'coded' } }, as: 'master' }),
    request('Config, read again', 'GET', '/config', {
      as: 'master',
      view: (body) => (body as { params?: { greeting?: unknown } }).params?.greeting,
    }),
    ...traces('triggers of Config saw', 'config saved'),
  ],
};
