/** For Parse Server, option `push.adapter`: takes pushes to all devices and delivers them nowhere. */
export default () => ({
  getValidPushTypes: () => ['ios', 'android', 'winrt', 'winphone', 'dotnet', 'osx', 'tvos', 'watchos', 'web'],
  send: (_push, installations) => Promise.resolve(installations.map((device) => ({ device, transmitted: true, response: {} }))),
});
