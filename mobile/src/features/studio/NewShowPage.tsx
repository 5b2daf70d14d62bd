import { useRouter } from "expo-router";
import { useCreateShow } from "#/api/queries/studio";
import { Card } from "#/components/Card";
import { Page } from "#/components/Page";
import { ShowForm } from "#/features/studio/ShowForm";
import { useI18n } from "#/i18n/context";

export function NewShowPage({ shopId }: { shopId: string }) {
  const { t } = useI18n();
  const router = useRouter();
  const create = useCreateShow(shopId);
  return (
    <Page title={t("studio.newShow")} up={`/studio/shops/${shopId}`}>
      <Card>
        <ShowForm
          action={t("studio.createShow")}
          isBusy={create.isPending}
          error={create.error}
          onDone={(values) => {
            create.mutate(values, {
              onSuccess: (show) => {
                router.replace(`/studio/shows/${show.show_id}`);
              },
            });
          }}
        />
      </Card>
    </Page>
  );
}
