// Generates both native projects in a folder of its own and checks what phones and stores will read.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const app = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "prebuild-"));
const HOST = "shop.example";
const NAMES = { ios: "ios/Nightmarket", android: "android/app/src/main" };
const read = (...path) => readFileSync(join(folder, ...path), "utf8");
const all = (text, pattern) => [...text.matchAll(pattern)].map((match) => match[1]);

function run(name, ...args) {
  return execFileSync(process.execPath, [join(app, "node_modules", ...name), ...args], {
    cwd: folder,
    env: { ...process.env, CI: "1", EXPO_OFFLINE: "1", EXPO_NO_TELEMETRY: "1", EXPO_PUBLIC_API_ORIGIN: `https://${HOST}`, APP_ID: "app.nightmarket" },
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
}

function android() {
  const manifest = read(NAMES.android, "AndroidManifest.xml");
  const asked = all(manifest, /<uses-permission android:name="([^"]+)"\/>/g).map((name) => name.replace("android.permission.", ""));
  assert.deepEqual(asked.sort(), ["CAMERA", "INTERNET", "POST_NOTIFICATIONS", "RECORD_AUDIO"], "permissions");
  for (const name of ["READ_EXTERNAL_STORAGE", "WRITE_EXTERNAL_STORAGE", "SYSTEM_ALERT_WINDOW", "VIBRATE", "RECEIVE_BOOT_COMPLETED"]) {
    assert.match(manifest, new RegExp(`permission\\.${name}" tools:node="remove"`), `${name} is blocked`);
  }
  for (const [name, value] of [["icon", "@drawable/notification_icon"], ["color", "@color/notification_icon_color"]]) {
    assert.ok(manifest.includes(`firebase.messaging.default_notification_${name}" android:resource="${value}"`), `${name} of notifications`);
  }
  assert.ok(existsSync(join(folder, NAMES.android, "res/drawable-xxhdpi/notification_icon.png")), "an icon for notifications");
  const channel = /const CHANNEL = "(\w+)"/.exec(readFileSync(join(app, "src/push/phone.ts"), "utf8"))[1];
  assert.ok(manifest.includes(`default_notification_channel_id" android:value="${channel}"`), "one channel, under one name");
  const application = /<application [^>]*>/.exec(manifest)[0];
  assert.match(application, /android:allowBackup="false"/);
  assert.match(application, /android:usesCleartextTraffic="false"/);
  const filters = manifest.match(/<intent-filter[\s\S]*?<\/intent-filter>/g);
  const links = filters.find((one) => one.includes('android:autoVerify="true"'));
  assert.deepEqual(all(links, /android:host="([^"]+)"/g), Array(4).fill(HOST));
  assert.deepEqual(all(links, /android:pathPrefix="([^"]+)"/g), ["/app/", "/shows/", "/products/", "/orders/"]);
  assert.ok(filters.some((one) => one.includes('android:scheme="nightmarket"')), "the app's scheme");
  assert.match(read("android/app/build.gradle"), /applicationId 'app\.nightmarket'/);
  const properties = read("android/gradle.properties");
  assert.match(properties, /^android\.minSdkVersion=26$/m);
  assert.match(properties, /^android\.extraMavenRepos=.*jitpack/m);
  assert.ok(existsSync(join(folder, NAMES.android, "res/mipmap-anydpi-v26/ic_launcher.xml")), "an adaptive icon");
}

function ios() {
  const plist = read(NAMES.ios, "Info.plist");
  const after = (key) => new RegExp(`<key>${key}</key>\\s*<string>([^<]*)</string>`).exec(plist)?.[1] ?? "";
  const isFalse = (key) => new RegExp(`<key>${key}</key>\\s*<false/>`).test(plist);
  assert.ok(isFalse("NSAllowsArbitraryLoads"), "no cleartext");
  assert.ok(isFalse("ITSAppUsesNonExemptEncryption"));
  assert.ok(!plist.includes("UIBackgroundModes"), "nothing runs in the background");
  assert.match(plist, /<string>nightmarket<\/string>/);
  const texts = ["NSCameraUsageDescription", "NSMicrophoneUsageDescription"];
  const usages = all(plist, /<key>(NS\w+UsageDescription)<\/key>/g).sort();
  assert.deepEqual(usages, texts, "asks for camera and microphone, and nothing else");
  for (const locale of ["zh-Hant", "zh-Hans", "th", "en", "ja"]) {
    const strings = read(NAMES.ios, `Supporting/${locale}.lproj/InfoPlist.strings`);
    for (const key of texts) {
      const text = new RegExp(`${key} = "([^"]+)";`).exec(strings)?.[1];
      assert.ok(text, `${key} in ${locale}`);
      assert.equal(text === after(key), locale === "en", `${key} in ${locale} is ${text}`);
    }
  }
  assert.deepEqual(all(read(NAMES.ios, "Nightmarket.entitlements"), /<string>(applinks:[^<]+)</g), [`applinks:${HOST}`]);
  assert.match(read(NAMES.ios, "Nightmarket.entitlements"), /<key>aps-environment<\/key>\s*<string>development<\/string>/);
  const privacy = read(NAMES.ios, "PrivacyInfo.xcprivacy");
  assert.match(privacy, /<key>NSPrivacyTracking<\/key>\s*<false\/>/);
  for (const type of ["DeviceID", "Name", "PhoneNumber", "PhysicalAddress", "PurchaseHistory"]) {
    assert.ok(privacy.includes(`NSPrivacyCollectedDataType${type}<`), type);
  }
  assert.match(read("ios/Nightmarket.xcodeproj/project.pbxproj"), /PRODUCT_BUNDLE_IDENTIFIER = "?app\.nightmarket"?;/);
}

function modules() {
  for (const platform of ["android", "apple"]) {
    const found = run(["expo-modules-autolinking", "bin", "expo-modules-autolinking.js"], "resolve", "-p", platform, "--json");
    const names = JSON.parse(found).modules.map((one) => one.packageName);
    for (const name of ["broadcaster", "expo-notifications", "expo-secure-store", "expo-web-browser", "expo-crypto"]) {
      assert.ok(names.includes(name), `${name} is linked on ${platform}: ${names.join(" ")}`);
    }
  }
}

try {
  for (const name of ["app.config.ts", "package.json", "tsconfig.json", "assets", "native-locales", "modules"]) {
    if (readdirSync(app).includes(name)) cpSync(join(app, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(app, "node_modules"), join(folder, "node_modules"));
  run(["expo", "bin", "cli"], "prebuild", "--platform", "all", "--no-install");
  android();
  ios();
  modules();
  console.log("both native projects generate, and say what they should");
} catch (error) {
  console.error(error.stdout ?? "", error.stderr ?? "", error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
