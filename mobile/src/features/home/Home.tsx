import { useRouter } from "expo-router";
import { useState } from "react";
import { ScrollView, StyleSheet, View, useWindowDimensions } from "react-native";
import { useSafeAreaInsets } from "react-native-safe-area-context";
import { EmptyState, ErrorState, IconButton, Text } from "#/components";
import { useMe } from "#/api/queries/me";
import { useWorksHere } from "#/api/queries/shops";
import { useShows } from "#/api/queries/shows";
import { LanguageSheet } from "#/features/home/LanguageSheet";
import { ShowCard } from "#/features/home/ShowCard";
import { ShowCardSkeleton } from "#/features/home/ShowCardSkeleton";
import { useSignIn } from "#/features/login/useSignIn";
import type { Show } from "#/api/types";
import type { MessageKey } from "#/i18n/load";
import { useI18n } from "#/i18n/context";
import { useNow } from "#/lib/now";
import { usePageTitle } from "#/lib/page-title";
import { useTheme } from "#/theme/context";
import { space } from "#/theme/tokens";

const CARD = 340;
const PAGE = 1120;

/** Live now, soon, replays; renewed by itself while it is looked at. */
export function Home() {
  const { t } = useI18n();
  usePageTitle();
  const { colors } = useTheme();
  const safe = useSafeAreaInsets();
  const live = useShows("live");
  const soon = useShows("scheduled");
  const ended = useShows("ended");
  const lists = [live, soon, ended];
  const failed = lists.find((list) => list.isError && !list.data);
  const isFirstLoad = lists.some((list) => list.isPending) && !failed;
  // What just left the air may come back: it is live for who looks at the list.
  const now = useNow(30_000);
  const isAway = (show: Show) => show.resume_deadline !== null && Date.parse(show.resume_deadline) > now;
  const replays = (ended.data?.shows ?? []).filter((show) => show.recordings.length > 0 && !isAway(show));
  const onAir = [...(live.data?.shows ?? []), ...(ended.data?.shows ?? []).filter(isAway)];
  const planned = [...(soon.data?.shows ?? [])].sort((a, b) => Date.parse(a.schedule_time) - Date.parse(b.schedule_time));
  const isEmpty = !isFirstLoad && onAir.length + planned.length + replays.length === 0;

  return (
    <ScrollView
      style={{ flex: 1, backgroundColor: colors.ground }}
      contentContainerStyle={[styles.page, { paddingTop: safe.top + space.s, paddingBottom: safe.bottom + space.xxl }]}
    >
      <Header />
      {failed ? (
        <ErrorState
          error={failed.error}
          onRetry={() => {
            for (const list of lists) void list.refetch();
          }}
        />
      ) : isFirstLoad ? (
        <View aria-busy aria-label={t("common.loading")}>
          <Grid>
            <ShowCardSkeleton />
            <ShowCardSkeleton />
            <ShowCardSkeleton />
          </Grid>
        </View>
      ) : isEmpty ? (
        <EmptyState title={t("home.emptyTitle")} body={t("home.emptyBody")} />
      ) : (
        <>
          <Section kind="live" title="home.live" shows={onAir} none="home.noneLive" />
          <Section kind="soon" title="home.soon" shows={planned} />
          <Section kind="replay" title="home.replays" shows={replays} />
        </>
      )}
    </ScrollView>
  );
}

function Header() {
  const { t } = useI18n();
  const router = useRouter();
  const signIn = useSignIn();
  const me = useMe();
  const worksHere = useWorksHere();
  const [isChoosing, setChoosing] = useState(false);
  return (
    <View style={styles.header}>
      <Text size="xl" weight="bold" heading={1} style={styles.grow} numberOfLines={1}>
        {t("common.appName")}
      </Text>
      {worksHere ? (
        <IconButton
          icon="cameraOn"
          label={t("common.studio")}
          onPress={() => {
            router.push("/studio");
          }}
        />
      ) : null}
      <IconButton
        icon="globe"
        label={t("common.language")}
        onPress={() => {
          setChoosing(true);
        }}
      />
      <IconButton
        icon="user"
        label={me.data ? t("common.account") : t("common.signIn")}
        onPress={() => {
          if (me.data) router.push("/account");
          else signIn("/");
        }}
      />
      <LanguageSheet
        isOpen={isChoosing}
        onClose={() => {
          setChoosing(false);
        }}
      />
    </View>
  );
}

type Kind = "live" | "soon" | "replay";

function Section({ kind, title, shows, none }: { kind: Kind; title: MessageKey; shows: Show[]; none?: MessageKey }) {
  const { t } = useI18n();
  if (shows.length === 0 && none === undefined) return null;
  return (
    <View style={styles.section}>
      <Text size="l" weight="medium" heading={2}>
        {t(title)}
      </Text>
      {shows.length === 0 && none ? <Text tone="quiet">{t(none)}</Text> : null}
      <Grid>
        {shows.map((show) => (
          <ShowCard key={show.show_id} kind={kind} show={show} />
        ))}
      </Grid>
    </View>
  );
}

function Grid({ children }: { children: React.ReactNode }) {
  const { width } = useWindowDimensions();
  const columns = Math.max(1, Math.floor(Math.min(width, PAGE) / CARD));
  return (
    <View style={styles.grid}>
      {(Array.isArray(children) ? (children as React.ReactNode[]) : [children]).map((child, index) => (
        <View key={index} style={{ width: `${100 / columns}%`, padding: space.s }}>
          {child}
        </View>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  page: { width: "100%", maxWidth: PAGE, alignSelf: "center", paddingHorizontal: space.l, gap: space.l },
  header: { flexDirection: "row", alignItems: "center" },
  grow: { flex: 1 },
  section: { gap: space.s },
  grid: { flexDirection: "row", flexWrap: "wrap", margin: -space.s },
});
