/**
 * Operators that may stand in expressions: those that compute values of the document at hand. Left out are those that run code
 * (`$function`, `$accumulator`, `$where`) and all that this list does not know. Source: MongoDB manual, "Aggregation Operators".
 */
const ARITHMETIC = [
  ...['$abs', '$add', '$ceil', '$divide', '$exp', '$floor', '$ln', '$log', '$log10', '$mod', '$multiply', '$pow', '$round', '$sqrt'],
  ...['$subtract', '$trunc', '$bitAnd', '$bitOr', '$bitXor', '$bitNot', '$rand', '$sigmoid'],
  ...['$sin', '$cos', '$tan', '$asin', '$acos', '$atan', '$atan2', '$asinh', '$acosh', '$atanh', '$sinh', '$cosh', '$tanh'],
  ...['$degreesToRadians', '$radiansToDegrees'],
];
const LISTS = [
  ...['$arrayElemAt', '$arrayToObject', '$concatArrays', '$filter', '$first', '$firstN', '$in', '$indexOfArray', '$isArray', '$last'],
  ...['$lastN', '$map', '$maxN', '$minN', '$objectToArray', '$range', '$reduce', '$reverseArray', '$size', '$slice', '$sortArray', '$zip'],
];
const LOGIC = ['$and', '$or', '$not', '$cmp', '$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$cond', '$ifNull', '$switch'];
const DATES = [
  ...['$dateAdd', '$dateDiff', '$dateFromParts', '$dateFromString', '$dateSubtract', '$dateToParts', '$dateToString', '$dateTrunc'],
  ...['$dayOfMonth', '$dayOfWeek', '$dayOfYear', '$hour', '$isoDayOfWeek', '$isoWeek', '$isoWeekYear', '$millisecond', '$minute'],
  ...['$month', '$second', '$toDate', '$week', '$year', '$tsIncrement', '$tsSecond'],
];
const TEXTS = [
  ...['$concat', '$indexOfBytes', '$indexOfCP', '$ltrim', '$regexFind', '$regexFindAll', '$regexMatch', '$replaceOne', '$replaceAll'],
  ...[
    '$rtrim',
    '$split',
    '$strLenBytes',
    '$strLenCP',
    '$strcasecmp',
    '$substr',
    '$substrBytes',
    '$substrCP',
    '$toLower',
    '$toUpper',
    '$trim',
  ],
];
const TYPES = [
  ...['$convert', '$isNumber', '$toBool', '$toDecimal', '$toDouble', '$toInt', '$toLong', '$toObjectId', '$toString', '$type'],
  ...['$binarySize', '$bsonSize', '$toHashedIndexKey'],
];
const OBJECTS = ['$mergeObjects', '$getField', '$setField', '$unsetField'];
const SETS = ['$allElementsTrue', '$anyElementTrue', '$setDifference', '$setEquals', '$setIntersection', '$setIsSubset', '$setUnion'];
const OTHERS = ['$let', '$literal', '$meta', '$sampleRate'];
const ACCUMULATORS = [
  ...['$addToSet', '$avg', '$bottom', '$bottomN', '$count', '$first', '$firstN', '$last', '$lastN', '$max', '$maxN', '$median'],
  ...['$mergeObjects', '$min', '$minN', '$percentile', '$push', '$stdDevPop', '$stdDevSamp', '$sum', '$top', '$topN'],
];
const WINDOW = ['$covariancePop', '$covarianceSamp', '$denseRank', '$derivative', '$documentNumber', '$expMovingAvg', '$integral'];
const MORE_WINDOW = ['$linearFill', '$locf', '$rank', '$shift', '$minMaxScaler'];

export const EXPRESSION_OPERATORS: ReadonlySet<string> = new Set([
  ...[...ARITHMETIC, ...LISTS, ...LOGIC, ...DATES, ...TEXTS, ...TYPES, ...OBJECTS, ...SETS, ...OTHERS],
  ...['$avg', '$max', '$median', '$min', '$percentile', '$stdDevPop', '$stdDevSamp', '$sum'],
]);

/** Operators that make one value of those of many documents, in `$group` and the like. */
export const ACCUMULATOR_OPERATORS: ReadonlySet<string> = new Set(ACCUMULATORS);

/** The same in `$setWindowFields`. */
export const WINDOW_OPERATORS: ReadonlySet<string> = new Set([...ACCUMULATORS, ...WINDOW, ...MORE_WINDOW]);

/** Operands of `$meta`: nothing that shows keys of an index or places in storage. */
export const META_KEYWORDS: ReadonlySet<unknown> = new Set(['textScore', 'geoNearDistance', 'geoNearPoint']);

/** Variables that MongoDB sets. Others are those of the expression itself, and begin with a small letter. */
export const SYSTEM_VARIABLES: ReadonlySet<string> = new Set(['ROOT', 'CURRENT', 'NOW', 'REMOVE', 'DESCEND', 'PRUNE', 'KEEP']);
