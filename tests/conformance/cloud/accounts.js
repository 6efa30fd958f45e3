'use strict';

const { trace } = require('./triggers.js');

Parse.Cloud.beforeSave(Parse.User, ({ object, original, user, master }) => {
  const name = object.get('username') ?? '';
  if (name.startsWith('refused')) throw 'This name is refused.';
  if (name.startsWith('coded')) throw new Parse.Error(9030, 'This name has a code.');
  if (name.startsWith('mailless') && object.get('email') === undefined) throw 'Every user has an address.';
  if (object.get('nick') === 'forbidden') throw new Parse.Error(9031, `Not ${object.get('nick')}, ${original?.get('nick') ?? 'nobody'}.`);
  if (name.startsWith('noted')) {
    object.set('facts', {
      isNew: object.isNew(),
      dirty: object
        .dirtyKeys()
        .filter((key) => key !== 'facts')
        .sort(),
      master,
      user: user?.get('username') ?? 'none',
    });
  }
});
Parse.Cloud.afterSave(Parse.User, async ({ object }) => {
  if (object.get('username')?.startsWith('noted'))
    await trace('user saved', { name: object.get('username'), password: object.get('password') ?? 'none' });
});
Parse.Cloud.beforeDelete(Parse.User, ({ object }) => {
  if (object.get('username')?.startsWith('stays')) throw 'This user stays.';
});
Parse.Cloud.beforeLogin(({ object }) => {
  if (object.get('banned') === true) throw new Parse.Error(9032, 'Access denied, you have been banned.');
  if (object.get('banned') === 'silently') throw 'No.';
});
Parse.Cloud.afterLogin(async ({ object, user }) => {
  if (object.get('username')?.startsWith('noted')) await trace('logged in', { name: object.get('username'), same: user?.id === object.id });
});
Parse.Cloud.afterLogout(async ({ object }) => {
  const user = object.get('user');
  await trace('logged out', { className: object.className, user: user?.className ?? 'none' });
});
Parse.Cloud.beforePasswordResetRequest(({ object }) => {
  if (object.get('username')?.startsWith('forgetful')) throw new Parse.Error(9033, 'Not again.');
});
Parse.Cloud.beforeSave(Parse.Role, ({ object }) => {
  if (object.getName() === 'refusedRole') throw new Parse.Error(9034, 'Not this role.');
  if (object.getName() === 'notedRole') object.set('noted', true);
});
Parse.Cloud.afterFind(Parse.User, ({ objects }) => {
  for (const object of objects) if (object.get('username') === 'foundUser') object.set('greeting', 'found');
  return objects;
});
