import type { Snippet } from '../parts/code-tabs.tsx';
/** The facts that a client needs: all of them are in every client, none is secret. */
export interface ClientFacts {
  readonly url: string;
  readonly applicationId: string;
  /** By kind; an app without keys for clients asks for none. */
  readonly keys: Readonly<Record<string, string>>;
}

/** A text as a literal of JavaScript, Swift, Kotlin, C# and Dart alike: letters outside of plain ASCII are escaped by none of our values. */
const quoted = (text: string): string => JSON.stringify(text);

function beginJavascript({ url, applicationId, keys }: ClientFacts): string {
  const key = keys.javascript === undefined ? '' : `, ${quoted(keys.javascript)}`;
  return `import Parse from 'parse';

Parse.initialize(${quoted(applicationId)}${key});
Parse.serverURL = ${quoted(url)};`;
}

const javascript = (facts: ClientFacts): string => `${beginJavascript(facts)}

const score = new Parse.Object('GameScore');
await score.save({ playerName: 'Ada', score: 1337 });`;

function beginSwift({ url, applicationId, keys }: ClientFacts): string {
  const key = keys.client === undefined ? '' : `\n                      clientKey: ${quoted(keys.client)},`;
  return `try await ParseSwift.initialize(applicationId: ${quoted(applicationId)},${key}
                      serverURL: URL(string: ${quoted(url)})!)`;
}

const swift = (facts: ClientFacts): string => `import ParseSwift

struct GameScore: ParseObject {
    var objectId: String?
    var createdAt: Date?
    var updatedAt: Date?
    var ACL: ParseACL?
    var originalData: Data?
    var playerName: String?
    var score: Int?
}

${beginSwift(facts)}
_ = try await GameScore(playerName: "Ada", score: 1337).save()`;

function beginKotlin({ url, applicationId, keys }: ClientFacts): string {
  const key = keys.client === undefined ? '' : `\n        .clientKey(${quoted(keys.client)})`;
  return `Parse.initialize(
    Parse.Configuration.Builder(context)
        .applicationId(${quoted(applicationId)})${key}
        .server(${quoted(`${url}/`)})
        .build()
)`;
}

const kotlin = (facts: ClientFacts): string => `${beginKotlin(facts)}
val score = ParseObject("GameScore")
score.put("playerName", "Ada")
score.put("score", 1337)
score.saveInBackground()`;

function beginDotNet({ url, applicationId, keys }: ClientFacts): string {
  return `var client = new ParseClient(${quoted(applicationId)}, ${quoted(`${url}/`)}, ${quoted(keys.dotNet ?? '')});
client.Publicize();`;
}

const dotNet = (facts: ClientFacts): string => `${beginDotNet(facts)}

var score = new ParseObject("GameScore");
score["playerName"] = "Ada";
score["score"] = 1337;
await score.SaveAsync();`;

function beginFlutter({ url, applicationId, keys }: ClientFacts): string {
  const key = keys.client === undefined ? '' : `, clientKey: ${quoted(keys.client)}`;
  return `await Parse().initialize(${quoted(applicationId)}, ${quoted(url)}${key});`;
}

const flutter = (facts: ClientFacts): string => `${beginFlutter(facts)}

final score = ParseObject('GameScore')
  ..set('playerName', 'Ada')
  ..set('score', 1337);
await score.save();`;

/** The header fields by which curl names the app. */
export function curlHeaders({ applicationId, keys }: ClientFacts): string {
  const key = keys.rest === undefined ? '' : ` \\\n  -H "X-Parse-REST-API-Key: ${keys.rest}"`;
  return `-H "X-Parse-Application-Id: ${applicationId}"${key}`;
}

const curl = (facts: ClientFacts): string => `curl -X POST ${facts.url}/classes/GameScore \\
  ${curlHeaders(facts)} \\
  -H "Content-Type: application/json" \\
  -d '{"playerName": "Ada", "score": 1337}'`;

/** The lines with which code of each SDK begins. */
export const BEGINNINGS = {
  JavaScript: beginJavascript,
  Swift: (facts: ClientFacts) => `import ParseSwift\n\n${beginSwift(facts)}`,
  Kotlin: beginKotlin,
  '.NET': beginDotNet,
  Flutter: beginFlutter,
} as const;

/** Code that saves a first object, with the real values of an app. */
export const snippets = (facts: ClientFacts): readonly Snippet[] => [
  { name: 'curl', code: curl(facts) },
  { name: 'JavaScript', code: javascript(facts) },
  { name: 'Swift', code: swift(facts) },
  { name: 'Kotlin', code: kotlin(facts) },
  { name: '.NET', code: dotNet(facts) },
  { name: 'Flutter', code: flutter(facts) },
];
