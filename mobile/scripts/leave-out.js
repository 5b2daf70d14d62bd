/**
 * What of the libraries the web does not need: their index files name everything, and Metro keeps
 * what is named. These modules are empty in the web's bundles, so whoever starts to use one finds
 * it undefined at once; tests/leave-out.test.ts refuses imports of them.
 */
const path = require("node:path");

/** expo-router's: tabs, previews and menus of iOS, the site map, headers (ours are in `Page`). */
const ROUTER = [
  "color/index",
  "layouts/Tabs",
  "layouts/TabsClient",
  "layouts/experimental-stack/",
  "layouts/stack-utils/toolbar/",
  "link/LinkWithPreview",
  "link/elements",
  "link/preview/HrefPreview",
  "link/preview/native",
  "native-tabs/",
  "onboard/",
  "react-navigation/bottom-tabs/",
  "react-navigation/elements/Badge",
  "react-navigation/elements/Button",
  "react-navigation/elements/Header/Header",
  "react-navigation/elements/Header/HeaderBackButton",
  "react-navigation/elements/Header/HeaderBackground",
  "react-navigation/elements/Header/HeaderButton",
  "react-navigation/elements/Header/HeaderSearchBar",
  "react-navigation/elements/Header/HeaderTitle",
  "react-navigation/elements/Label/",
  "react-navigation/elements/MissingIcon",
  "react-navigation/elements/PlatformPressable",
  "react-navigation/native/ServerContainer",
  "react-navigation/native/createStaticNavigation",
  "standard-navigation/",
  "views/Sitemap",
  "views/Tutorial",
];

/** react-native-web's exports that nothing here shows. */
const COMPONENTS = [
  "Alert", "Button", "CheckBox", "Clipboard", "DrawerLayoutAndroid", "ImageBackground",
  "InputAccessoryView", "KeyboardAvoidingView", "LayoutAnimation", "LogBox", "Picker",
  "ProgressBar", "RefreshControl", "SafeAreaView", "SectionList", "Switch", "Touchable",
  "TouchableHighlight", "TouchableNativeFeedback", "TouchableOpacity", "TouchableWithoutFeedback",
  "Vibration", "YellowBox",
];

const inRouter = new Set(ROUTER);
const routerFolders = ROUTER.filter((name) => name.endsWith("/"));
const components = new Set(COMPONENTS);
const ROUTER_FILE = /\/expo-router\/build\/(.+?)(?:\/index)?(?:\.(?:web|ios|android|native))?\.js$/;
const COMPONENT_FILE = /\/react-native-web\/dist\/exports\/(\w+)\/index\.js$/;
const INDEX = /\/react-native-web\/dist\/index\.js$/;
const ANIMATED = /\/vendor\/react-native\/Animated\/components\/Animated(?:FlatList|SectionList)\.js$/;

/** Whether `file`, asked for by `from`, is left out of the web's bundles. */
function isLeftOut(file, from) {
  const [name, asker] = [file, from].map((one) => one.split(path.sep).join("/"));
  const component = COMPONENT_FILE.exec(name);
  if (component) return INDEX.test(asker) && components.has(component[1]);
  if (ANIMATED.test(name)) return true;
  const route = ROUTER_FILE.exec(name);
  if (!route) return false;
  return inRouter.has(route[1]) || inRouter.has(`${route[1]}/index`) || routerFolders.some((folder) => `${route[1]}/`.startsWith(folder));
}

module.exports = { COMPONENTS, isLeftOut };
