/**
 * `npm run demo`: the cities of the world through the unmodified Parse JS SDK over REST, then questions about them, about the visibility
 * of a note, about a parameter of Config and about the way of a picture; then functions, a trigger and a job of the app's own Cloud Code;
 * then pushes to 10,000 devices, with an experiment, and a table of the requests that all this took.
 */
import { showCloud } from './cloud/show-cloud.ts';
import { askConfigQuestions } from './config-questions.ts';
import { showFiles } from './files.ts';
import { askGeoQuestions } from './geo-questions.ts';
import { askIdentityQuestions } from './identity-questions.ts';
import { loadCities } from './load.ts';
import { askQuestions } from './questions.ts';
import { showPush } from './push/show-push.ts';
import { printRequestTable } from './request-table.ts';
import { findOrStartParlance } from './running-parlance.ts';
import { loadSdk } from './sdk.ts';

const parlance = await findOrStartParlance(process.argv.slice(2));
try {
  const sdk = loadSdk();
  sdk.initialize(parlance.appId, parlance.javascriptKey, parlance.masterKey);
  sdk.serverURL = parlance.serverUrl;
  console.log(`\nLoading the cities of the world into ${parlance.serverUrl}`);
  await loadCities(sdk);
  await askQuestions(sdk);
  await askGeoQuestions(sdk);
  await askIdentityQuestions(sdk);
  await askConfigQuestions(sdk);
  await showFiles(sdk);
  await showCloud(sdk, parlance);
  await showPush(parlance);
  await printRequestTable(parlance);
} finally {
  await parlance.release();
}
