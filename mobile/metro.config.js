const { getDefaultConfig } = require("expo/metro-config");
const { slimHls } = require("./scripts/hls");

const config = getDefaultConfig(__dirname);
// Before Metro looks at what files there are.
const hls = slimHls();
const resolve = config.resolver.resolveRequest;

config.resolver.resolveRequest = (context, name, platform) => {
  if (name === "hls.js") return { type: "sourceFile", filePath: hls };
  return (resolve ?? context.resolveRequest)(context, name, platform);
};

module.exports = config;
