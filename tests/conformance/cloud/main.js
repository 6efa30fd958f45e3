'use strict';

/**
 * The code of the app `conformance`, loaded by both servers in the same bytes. Everything in it can be told by a request: the subjects
 * `../subjects/cloud-*.ts` ask for all of it by name.
 */
require('./functions.js');
require('./validators.js');
require('./triggers.js');
require('./trigger-requests.js');
require('./accounts.js');
require('./jobs.js');
