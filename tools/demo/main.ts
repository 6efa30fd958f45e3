/**
 * `npm run demo`: the cities of the world through the unmodified Parse JS SDK over REST, then questions about them, about the visibility
 * of a note and about a parameter of Config, and a table of the requests that all this took.
 */
import { askConfigQuestions } from './config-questions.ts';
import { askGeoQuestions } from './geo-questions.ts';
import { askIdentityQuestions } from './identity-questions.ts';
import { loadCities } from './load.ts';
import { askQuestions } from './questions.ts';
import { printRequestTable } from './request-table.ts';
import { findOrStartParlance } from './running-parlance.ts';
import { loadSdk } from './sdk.ts';

const parlance = await findOrStartParlance();
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
  await printRequestTable(parlance);
} finally {
  await parlance.release();
}
