import { useRouter } from "expo-router";
import { Button, EmptyState, ScreenBoundary } from "#/components";
import { useI18n } from "#/i18n/context";
import { usePageTitle } from "#/lib/page-title";

export default function NotFoundRoute() {
  return (
    <ScreenBoundary>
      <NotFound />
    </ScreenBoundary>
  );
}

function NotFound() {
  const i18n = useI18n();
  const router = useRouter();
  usePageTitle(i18n.t("common.notFoundTitle"));
  return (
    <EmptyState title={i18n.t("common.notFoundTitle")} body={i18n.t("common.notFoundBody")}>
      <Button
        title={i18n.t("common.toHome")}
        onPress={() => {
          router.replace("/");
        }}
      />
    </EmptyState>
  );
}
