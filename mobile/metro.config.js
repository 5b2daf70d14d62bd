const { getDefaultConfig } = require("expo/metro-config");
const { slimHls } = require("./scripts/hls");
const { isLeftOut } = require("./scripts/leave-out");

const config = getDefaultConfig(__dirname);
// Before Metro looks at what files there are.
const hls = slimHls();
const resolve = config.resolver.resolveRequest;

config.resolver.resolveRequest = (context, name, platform) => {
  if (name === "hls.js") return { type: "sourceFile", filePath: hls };
  const found = (resolve ?? context.resolveRequest)(context, name, platform);
  if (platform !== "web" || found.type !== "sourceFile") return found;
  return isLeftOut(found.filePath, context.originModulePath) ? { type: "empty" } : found;
};

module.exports = config;
