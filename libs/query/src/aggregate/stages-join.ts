import { ParseError } from '@parlance/errors';
import type { MongoStage } from './aggregate-query.ts';
import { GRAPH_DEPTH_MAX } from './aggregate-limits.ts';
import { expression } from './expression.ts';
import { hidingIn } from './hiding.ts';
import { matchFilter } from './match.ts';
import type { PipelineReading } from './reading.ts';
import { madeBy, outputName, pathIn, scopeOf, withComputed, type Scope } from './scope.ts';
import { objectSpec, stage, textSpec, wholeNumber, type NestedReader, type StageReader } from './stage.ts';

/** Stages that read other classes, or the documents at hand several times. */

const LOOKUP = ['from', 'localField', 'foreignField', 'let', 'pipeline', 'as'];

export const lookup: StageReader = (spec, scope, reading, nested) => {
  const asked = objectSpec('$lookup', spec, LOOKUP);
  const { schema, collection } = reading.join(asked['from']);
  const foreign = scopeOf(schema, scope);
  const name = outputName(scope, textSpec('as of $lookup', asked['as']));
  const translated: Record<string, unknown> = { from: collection, as: name };
  if (asked['localField'] !== undefined || asked['foreignField'] !== undefined) {
    translated['localField'] = pathIn(scope, textSpec('localField of $lookup', asked['localField']));
    translated['foreignField'] = pathIn(foreign, textSpec('foreignField of $lookup', asked['foreignField']));
  }
  if (asked['let'] !== undefined) translated['let'] = variables(asked['let'], scope, reading);
  translated['pipeline'] = nestedStages(asked['pipeline'] ?? [], foreign, reading, nested);
  return stage('$lookup', translated, withComputed(scope, [name]), 'whole');
};

export const unionWith: StageReader = (spec, scope, reading, nested) => {
  const asked = typeof spec === 'string' ? { coll: spec } : objectSpec('$unionWith', spec, ['coll', 'pipeline']);
  const { coll, pipeline = [] } = asked as Record<string, unknown>;
  const { schema, collection } = reading.join(coll);
  const translated = { coll: collection, pipeline: nestedStages(pipeline, scopeOf(schema, scope), reading, nested) };
  return stage('$unionWith', translated, scope, 'whole');
};

const GRAPH_LOOKUP = ['from', 'startWith', 'connectFromField', 'connectToField', 'as', 'maxDepth', 'depthField', 'restrictSearchWithMatch'];

export const graphLookup: StageReader = (spec, scope, reading) => {
  const asked = objectSpec('$graphLookup', spec, GRAPH_LOOKUP);
  const { schema, collection } = reading.join(asked['from']);
  const foreign = scopeOf(schema, scope);
  const name = outputName(scope, textSpec('as of $graphLookup', asked['as']));
  const translated: Record<string, unknown> = {
    from: collection,
    startWith: expression(asked['startWith'], scope, reading),
    connectFromField: pathIn(foreign, textSpec('connectFromField of $graphLookup', asked['connectFromField'])),
    connectToField: pathIn(foreign, textSpec('connectToField of $graphLookup', asked['connectToField'])),
    as: name,
    maxDepth: wholeNumber('maxDepth of $graphLookup', asked['maxDepth'] ?? GRAPH_DEPTH_MAX, 0, GRAPH_DEPTH_MAX),
  };
  if (asked['depthField'] !== undefined) {
    translated['depthField'] = outputName(foreign, textSpec('depthField of $graphLookup', asked['depthField']));
  }
  if (asked['restrictSearchWithMatch'] !== undefined) {
    translated['restrictSearchWithMatch'] = graphFilter(asked['restrictSearchWithMatch'], foreign, reading);
  }
  // The stage has no pipeline of its own in which this could be done before.
  const hide = hidingIn(schema.className, name);
  return { stages: [{ $graphLookup: translated }, ...hide], scope: withComputed(scope, [name]), effect: 'whole' };
};

export const facet: StageReader = (spec, scope, reading, nested) => {
  const facets: Record<string, readonly MongoStage[]> = {};
  for (const [name, pipeline] of Object.entries(objectSpec('$facet', spec))) {
    facets[outputName(madeBy(scope), name)] = nestedStages(pipeline, { ...scope, clean: true }, reading, nested);
  }
  if (Object.keys(facets).length === 0) throw new ParseError('InvalidQuery', '$facet needs pipelines.');
  return stage('$facet', facets, madeBy(scope), 'whole');
};

/** The filter is asked of documents whose hidden members are still there. */
function graphFilter(json: unknown, foreign: Scope, reading: PipelineReading): unknown {
  const [filter, readsWhole] = reading.noticing(() => matchFilter(json, foreign, reading));
  if (readsWhole) throw new ParseError('InvalidQuery', 'restrictSearchWithMatch of $graphLookup cannot read whole documents.');
  return filter;
}

function nestedStages(json: unknown, scope: Scope, reading: PipelineReading, nested: NestedReader): readonly MongoStage[] {
  return reading.inside(() => nested(json, scope, reading).stages);
}

const VARIABLE = /^[a-z][A-Za-z0-9_]{0,63}$/;

function variables(json: unknown, scope: Scope, reading: PipelineReading): Record<string, unknown> {
  const translated: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(objectSpec('let of $lookup', json))) {
    if (!VARIABLE.test(name)) throw new ParseError('InvalidQuery', 'A variable of $lookup begins with a small letter.');
    translated[name] = expression(value, scope, reading);
  }
  return translated;
}
