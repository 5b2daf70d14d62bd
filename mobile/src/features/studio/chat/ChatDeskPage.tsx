import { useModerationNews } from "#/api/queries/moderation";
import { useModerates, useMyShops, useShop } from "#/api/queries/shops";
import { EmptyState, ErrorState } from "#/components";
import { Page } from "#/components/Page";
import { ChatDesk } from "#/features/studio/chat/ChatDesk";
import { Waiting } from "#/features/login/SignedIn";
import { useI18n } from "#/i18n/context";
import { useShopRoom } from "#/realtime/useShopRoom";

type Props = { shopId: string; up?: string };

/** The chat of a shop, on air or not. */
export function ChatDeskPage({ shopId, up = `/studio/shops/${shopId}` }: Props) {
  const { t } = useI18n();
  const shop = useShop(shopId);
  const mine = useMyShops();
  const moderates = useModerates(shopId);
  const title = shop.data ? `${shop.data.name} · ${t("desk.title")}` : t("desk.title");
  return (
    <Page title={title} up={up}>
      {mine.isPending ? <Waiting /> : null}
      {mine.isError && !mine.data ? <ErrorState error={mine.error} onRetry={() => void mine.refetch()} /> : null}
      {mine.data && !moderates ? <EmptyState title={t("studio.notYours")} /> : null}
      {moderates ? <Desk shopId={shopId} /> : null}
    </Page>
  );
}

function Desk({ shopId }: { shopId: string }) {
  useShopRoom(shopId, { onModeration: useModerationNews(shopId) });
  return <ChatDesk shopId={shopId} />;
}
