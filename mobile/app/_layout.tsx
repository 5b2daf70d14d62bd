import { QueryClientProvider } from "@tanstack/react-query";
import { Stack } from "expo-router";
import { StatusBar } from "expo-status-bar";
import { View } from "react-native";
import { queryClient } from "#/api/queries/client";
import { OfflineBanner } from "#/components/OfflineBanner";
import { I18nProvider } from "#/i18n/context";
import { PushKeeper } from "#/push/PushKeeper";
import { ThemeProvider, useTheme } from "#/theme/context";

export default function RootLayout() {
  return (
    <ThemeProvider>
      <I18nProvider>
        <QueryClientProvider client={queryClient}>
          <Screens />
          <PushKeeper />
        </QueryClientProvider>
      </I18nProvider>
    </ThemeProvider>
  );
}

function Screens() {
  const { colors, scheme } = useTheme();
  return (
    <View style={{ flex: 1, backgroundColor: colors.ground }}>
      <StatusBar style={scheme === "dark" ? "light" : "dark"} />
      <OfflineBanner />
      <View role="main" style={{ flex: 1 }}>
        <Stack screenOptions={{ headerShown: false, contentStyle: { backgroundColor: colors.ground } }} />
      </View>
    </View>
  );
}
