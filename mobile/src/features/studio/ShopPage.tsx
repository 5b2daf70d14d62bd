import { useRouter } from "expo-router";
import { StyleSheet, View } from "react-native";
import { mayManage, useRoleIn, useShop } from "#/api/queries/shops";
import { useShopShows } from "#/api/queries/studio";
import type { Show } from "#/api/types";
import { Button, EmptyState, ErrorState, Text } from "#/components";
import { Page } from "#/components/Page";
import { ShowRow, ShowsHead } from "#/features/studio/ShowRow";
import { TABLE } from "#/features/studio/sizes";
import { Waiting } from "#/features/login/SignedIn";
import { useI18n } from "#/i18n/context";
import type { MessageKey } from "#/i18n/load";
import { useNow } from "#/lib/now";
import { space } from "#/theme/tokens";

const WAYS = [
  { path: "orders", title: "fulfil.open", forManagers: false },
  { path: "money", title: "books.open", forManagers: true },
  { path: "stock", title: "stock.open", forManagers: false },
  { path: "delivery", title: "terms.delivery", forManagers: true },
  { path: "coupons", title: "terms.coupons", forManagers: true },
  { path: "chat", title: "desk.title", forManagers: false },
] as const;

/** A shop's shows: on air, planned, over. */
export function ShopPage({ shopId, up = "/studio" }: { shopId: string; up?: string }) {
  const { t } = useI18n();
  const router = useRouter();
  const shop = useShop(shopId);
  const role = useRoleIn(shopId);
  const isManager = role !== undefined && mayManage(role);
  const list = useShopShows(shopId);
  const now = useNow(30_000);
  const shows = list.data?.pages.flatMap((page) => page.shows) ?? [];
  // what just left the air may come back
  const isOnAir = (show: Show) => show.state === "live" || (show.resume_deadline !== null && Date.parse(show.resume_deadline) > now);
  const live = shows.filter(isOnAir);
  const planned = shows
    .filter((show) => show.state === "scheduled")
    .sort((a, b) => Date.parse(a.schedule_time) - Date.parse(b.schedule_time));
  const past = shows.filter((show) => show.state === "ended" && !isOnAir(show));
  const plan = () => {
    router.push(`/studio/shops/${shopId}/new`);
  };
  return (
    <Page
      title={shop.data?.name ?? t("common.studio")}
      up={up}
      width={TABLE}
      actions={shows.length > 0 ? <Button icon="plus" title={t("studio.newShow")} onPress={plan} style={styles.new} /> : null}
    >
      <View style={styles.ways}>
        {WAYS.filter((way) => isManager || !way.forManagers).map(({ path, title }) => (
          <Button
            key={path}
            kind="outline"
            title={t(title)}
            onPress={() => {
              router.push(`/studio/shops/${shopId}/${path}`);
            }}
          />
        ))}
      </View>
      {list.isPending ? <Waiting /> : null}
      {list.isError && !list.data ? <ErrorState error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.data && shows.length === 0 ? (
        <EmptyState title={t("studio.noShows")} body={t("studio.noShowsBody")}>
          <Button icon="plus" title={t("studio.newShow")} onPress={plan} />
        </EmptyState>
      ) : null}
      <Part title="studio.onAir" shows={live} />
      <Part title="studio.planned" shows={planned} />
      <Part title="studio.past" shows={past} />
      {list.hasNextPage ? (
        <Button
          kind="quiet"
          title={t("studio.more")}
          busy={list.isFetchingNextPage}
          onPress={() => void list.fetchNextPage()}
        />
      ) : null}
    </Page>
  );
}

function Part({ title, shows }: { title: MessageKey; shows: Show[] }) {
  const { t } = useI18n();
  if (shows.length === 0) return null;
  return (
    <View style={styles.part}>
      <Text weight="medium" heading={2}>
        {t(title)}
      </Text>
      <View>
        <ShowsHead />
        {shows.map((show) => (
          <ShowRow key={show.show_id} show={show} />
        ))}
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  part: { gap: space.s },
  ways: { flexDirection: "row", flexWrap: "wrap", gap: space.s },
  new: { marginRight: space.s },
});
