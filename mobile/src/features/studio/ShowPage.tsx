import { useRouter } from "expo-router";
import { mayHost, useMyShops } from "#/api/queries/shops";
import { useShow } from "#/api/queries/shows";
import { Button, EmptyState, ErrorState } from "#/components";
import { Page } from "#/components/Page";
import { Waiting } from "#/features/login/SignedIn";
import { standOf } from "#/features/show/phase";
import { Live } from "#/features/studio/Live";
import { SetUp } from "#/features/studio/SetUp";
import { Summary } from "#/features/studio/Summary";
import { useDevice } from "#/features/studio/useDevice";
import { useI18n } from "#/i18n/context";
import { useNow } from "#/lib/now";
import { useTheme } from "#/theme/context";

/** An encoder may start or stop at any time: the page follows. */
const POLL_MS = 3_000;

/** Prepare it, run it, look back: which one, the show says. */
export function ShowPage({ showId }: { showId: string }) {
  const i18n = useI18n();
  const router = useRouter();
  const query = useShow(showId, { pollMs: POLL_MS });
  const mine = useMyShops();
  const now = useNow(1000);
  const show = query.data;
  const stand = show ? standOf(show, null, now) : null;
  const { scheme } = useTheme();
  const { device, panel } = useDevice(showId, stand === "live" || stand === "away" ? "dark" : scheme);
  const role = mine.data?.shops.find(({ shop }) => shop.shop_id === show?.shop_id)?.role;
  const failed = [query, mine].find((one) => one.isError && !one.data);

  if (!show || stand === null || !mine.data) {
    return (
      <Page title={i18n.t("common.studio")} up="/studio">
        {failed ? <ErrorState error={failed.error} onRetry={() => void failed.refetch()} /> : <Waiting />}
      </Page>
    );
  }
  if (role === undefined || !mayHost(role)) {
    return (
      <Page title={i18n.t("common.studio")} up="/studio">
        <EmptyState title={i18n.t("studio.notYours")}>
          <Button
            title={i18n.t("studio.yourShops")}
            onPress={() => {
              router.replace("/studio");
            }}
          />
        </EmptyState>
      </Page>
    );
  }
  return (
    <>
      {stand === "scheduled" ? (
        <SetUp show={show} role={role} device={device} />
      ) : stand === "ended" ? (
        <Summary show={show} />
      ) : (
        <Live show={show} role={role} stand={stand} device={device} />
      )}
      {stand === "ended" ? null : panel}
    </>
  );
}
