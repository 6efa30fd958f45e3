// The Cloud Code of the benchmark: Parse Server and Parlance load this very file.
/* global Parse */
Parse.Cloud.define('echo', (request) => request.params);

Parse.Cloud.define('validated', (request) => request.params.city, { fields: { city: { type: String, required: true } } });

Parse.Cloud.beforeSave('Checked', (request) => {
  const title = request.object.get('title');
  if (typeof title !== 'string' || title === '') throw new Parse.Error(9001, 'A title, please.');
  request.object.set('letters', title.length);
});
