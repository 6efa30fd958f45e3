'use strict';

const { trace } = require('./triggers.js');

// Files.
Parse.Cloud.beforeSave(Parse.File, ({ file, fileSize, user, master }) => {
  const name = file.name();
  if (name.startsWith('refused')) throw 'No such files.';
  if (name.startsWith('coded')) throw new Parse.Error(9020, 'No coded files.');
  if (name.startsWith('tagged')) {
    file.addTag('size', fileSize);
    file.addMetadata('by', user?.get('username') ?? (master ? 'master' : 'nobody'));
  }
  if (name.startsWith('replaced'))
    return new Parse.File('instead.txt', { base64: Buffer.from('instead').toString('base64') }, 'text/plain');
  return undefined;
});
Parse.Cloud.afterSave(Parse.File, async ({ file, fileSize }) => {
  if (file.name().includes('traced')) await trace('file saved', { size: fileSize, hasUrl: typeof file.url() });
});
Parse.Cloud.beforeDelete(Parse.File, ({ file }) => {
  if (file.name().includes('kept')) throw 'This file stays.';
});
Parse.Cloud.afterDelete(Parse.File, async ({ file }) => {
  if (file.name().includes('traced')) await trace('file deleted', {});
});

// Parameters of Config.
Parse.Cloud.beforeSave(Parse.Config, ({ object, original }) => {
  if (object.get('greeting') === 'refused') throw 'Not this greeting.';
  if (object.get('greeting') === 'coded') throw new Parse.Error(9021, `Not instead of ${original?.get('greeting')}.`);
});
Parse.Cloud.afterSave(Parse.Config, async ({ object, original }) => {
  await trace('config saved', { greeting: object.get('greeting') ?? 'none', before: original?.get('greeting') ?? 'none' });
});
