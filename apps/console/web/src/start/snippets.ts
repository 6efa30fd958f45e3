/** The facts that a client needs: all of them are in every client, none is secret. */
export interface ClientFacts {
  readonly url: string;
  readonly applicationId: string;
  /** By kind; an app without keys for clients asks for none. */
  readonly keys: Readonly<Record<string, string>>;
}
export interface Snippet {
  readonly name: string;
  readonly code: string;
}

/** A text as a literal of JavaScript, Swift, Kotlin, C# and Dart alike: letters outside of plain ASCII are escaped by none of our values. */
const quoted = (text: string): string => JSON.stringify(text);

function javascript({ url, applicationId, keys }: ClientFacts): string {
  const key = keys.javascript === undefined ? '' : `, ${quoted(keys.javascript)}`;
  return `import Parse from 'parse';

Parse.initialize(${quoted(applicationId)}${key});
Parse.serverURL = ${quoted(url)};

const score = new Parse.Object('GameScore');
await score.save({ playerName: 'Ada', score: 1337 });`;
}

function swift({ url, applicationId, keys }: ClientFacts): string {
  const key = keys.client === undefined ? '' : `\n                      clientKey: ${quoted(keys.client)},`;
  return `import ParseSwift

struct GameScore: ParseObject {
    var objectId: String?
    var createdAt: Date?
    var updatedAt: Date?
    var ACL: ParseACL?
    var originalData: Data?
    var playerName: String?
    var score: Int?
}

try await ParseSwift.initialize(applicationId: ${quoted(applicationId)},${key}
                      serverURL: URL(string: ${quoted(url)})!)
_ = try await GameScore(playerName: "Ada", score: 1337).save()`;
}

function kotlin({ url, applicationId, keys }: ClientFacts): string {
  const key = keys.client === undefined ? '' : `\n        .clientKey(${quoted(keys.client)})`;
  return `Parse.initialize(
    Parse.Configuration.Builder(context)
        .applicationId(${quoted(applicationId)})${key}
        .server(${quoted(`${url}/`)})
        .build()
)
val score = ParseObject("GameScore")
score.put("playerName", "Ada")
score.put("score", 1337)
score.saveInBackground()`;
}

function dotNet({ url, applicationId, keys }: ClientFacts): string {
  return `var client = new ParseClient(${quoted(applicationId)}, ${quoted(`${url}/`)}, ${quoted(keys.dotNet ?? '')});
client.Publicize();

var score = new ParseObject("GameScore");
score["playerName"] = "Ada";
score["score"] = 1337;
await score.SaveAsync();`;
}

function flutter({ url, applicationId, keys }: ClientFacts): string {
  const key = keys.client === undefined ? '' : `, clientKey: ${quoted(keys.client)}`;
  return `await Parse().initialize(${quoted(applicationId)}, ${quoted(url)}${key});

final score = ParseObject('GameScore')
  ..set('playerName', 'Ada')
  ..set('score', 1337);
await score.save();`;
}

function curl({ url, applicationId, keys }: ClientFacts): string {
  const key = keys.rest === undefined ? '' : ` \\\n  -H "X-Parse-REST-API-Key: ${keys.rest}"`;
  return `curl -X POST ${url}/classes/GameScore \\
  -H "X-Parse-Application-Id: ${applicationId}"${key} \\
  -H "Content-Type: application/json" \\
  -d '{"playerName": "Ada", "score": 1337}'`;
}

/** Code that saves a first object, with the real values of an app. */
export const snippets = (facts: ClientFacts): readonly Snippet[] => [
  { name: 'curl', code: curl(facts) },
  { name: 'JavaScript', code: javascript(facts) },
  { name: 'Swift', code: swift(facts) },
  { name: 'Kotlin', code: kotlin(facts) },
  { name: '.NET', code: dotNet(facts) },
  { name: 'Flutter', code: flutter(facts) },
];
