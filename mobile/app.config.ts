/**
 * The app as phones know it. Names that differ per deployment come from the environment:
 * EXPO_PUBLIC_API_ORIGIN (where the gateway is; its host's links open the app), APP_ID, and
 * GOOGLE_SERVICES_FILE (Firebase's file of the Android app; without it Android gives no push token).
 */
import type { ExpoConfig } from "expo/config";

const APP_ID = process.env["APP_ID"] ?? "app.nightmarket";
const HOST = hostOf(process.env["EXPO_PUBLIC_API_ORIGIN"]);
const GOOGLE_SERVICES_FILE = process.env["GOOGLE_SERVICES_FILE"];
const GROUND = "#0F0E13";
const LANTERN = "#FF7A3D";
const PAPER = "#FBFAF7";

/** What phones ask with; the other languages are in `native-locales/`. English is the fallback. */
const CAMERA = "Nightmarket uses the camera to show you and your goods in your live show.";
const MICROPHONE = "Nightmarket uses the microphone so that viewers of your live show hear you.";

/** As `routers/apps.py` of the gateway tells Apple and Google. */
const LINKS = ["/app/", "/shows/", "/products/", "/orders/"];

function hostOf(origin: string | undefined): string | null {
  if (!origin?.startsWith("https://")) return null; // links of a test machine open nothing
  return new URL(origin).host;
}

/** Ours, tied to the person, never for tracking: shown in the App Store. */
function collected(type: string) {
  return {
    NSPrivacyCollectedDataType: `NSPrivacyCollectedDataType${type}`,
    NSPrivacyCollectedDataTypeLinked: true,
    NSPrivacyCollectedDataTypeTracking: false,
    NSPrivacyCollectedDataTypePurposes: ["NSPrivacyCollectedDataTypePurposeAppFunctionality"],
  };
}

function uses(category: string, reason: string) {
  return {
    NSPrivacyAccessedAPIType: `NSPrivacyAccessedAPICategory${category}`,
    NSPrivacyAccessedAPITypeReasons: [reason],
  };
}

function permission(name: string): string {
  return `android.permission.${name}`;
}

const config: ExpoConfig = {
  name: "Nightmarket",
  slug: "nightmarket",
  version: "0.1.0",
  scheme: "nightmarket",
  orientation: "default",
  userInterfaceStyle: "automatic",
  platforms: ["ios", "android", "web"],
  icon: "./assets/icon.png",
  locales: {
    "zh-Hant": "./native-locales/zh-Hant.json",
    "zh-Hans": "./native-locales/zh-Hans.json",
    th: "./native-locales/th.json",
    en: "./native-locales/en.json",
    ja: "./native-locales/ja.json",
  },
  ios: {
    bundleIdentifier: APP_ID,
    supportsTablet: true,
    associatedDomains: HOST === null ? [] : [`applinks:${HOST}`],
    infoPlist: {
      CFBundleAllowMixedLocalizations: true,
      NSCameraUsageDescription: CAMERA,
      NSMicrophoneUsageDescription: MICROPHONE,
    },
    config: { usesNonExemptEncryption: false },
    privacyManifests: {
      NSPrivacyTracking: false,
      NSPrivacyTrackingDomains: [],
      NSPrivacyCollectedDataTypes: ["UserID", "DeviceID", "Name", "PhoneNumber", "PhysicalAddress", "PurchaseHistory", "OtherUserContent"].map(collected),
      NSPrivacyAccessedAPITypes: [
        uses("UserDefaults", "CA92.1"),
        uses("FileTimestamp", "C617.1"),
        uses("DiskSpace", "E174.1"),
        uses("SystemBootTime", "35F9.1"),
      ],
    },
  },
  android: {
    package: APP_ID,
    allowBackup: false, // what the safe sealed cannot be read on another phone
    adaptiveIcon: {
      foregroundImage: "./assets/adaptive.png",
      monochromeImage: "./assets/monochrome.png",
      backgroundColor: GROUND,
    },
    ...(GOOGLE_SERVICES_FILE ? { googleServicesFile: GOOGLE_SERVICES_FILE } : {}),
    // No more than the broadcast needs, which never runs in the background (modules/broadcaster), and notifications.
    permissions: ["CAMERA", "RECORD_AUDIO", "POST_NOTIFICATIONS"].map(permission),
    // The last is for notifications that the phone itself plans; ours come from outside.
    blockedPermissions: ["READ_EXTERNAL_STORAGE", "WRITE_EXTERNAL_STORAGE", "SYSTEM_ALERT_WINDOW", "VIBRATE", "RECEIVE_BOOT_COMPLETED"].map(permission),
    intentFilters:
      HOST === null
        ? []
        : [
            {
              action: "VIEW",
              autoVerify: true,
              category: ["BROWSABLE", "DEFAULT"],
              data: LINKS.map((pathPrefix) => ({ scheme: "https", host: HOST, pathPrefix })),
            },
          ],
  },
  web: { bundler: "metro", output: "single" },
  plugins: [
    ["expo-router", { asyncRoutes: { web: true, default: false } }],
    "expo-localization",
    "expo-video",
    "expo-web-browser",
    "expo-system-ui",
    ["expo-notifications", { icon: "./assets/notification.png", color: LANTERN, defaultChannel: "default" }],
    ["expo-secure-store", { configureAndroidBackup: false, faceIDPermission: false }],
    [
      "expo-splash-screen",
      { image: "./assets/splash.png", imageWidth: 200, backgroundColor: PAPER, dark: { backgroundColor: GROUND } },
    ],
    [
      "expo-build-properties",
      {
        android: { usesCleartextTraffic: false, minSdkVersion: 26, extraMavenRepos: ["https://jitpack.io"] },
        ios: { deploymentTarget: "16.4" },
      },
    ],
  ],
  experiments: { reactCompiler: false },
};

export default config;
