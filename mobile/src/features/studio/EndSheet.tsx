import { useState } from "react";
import { newKey } from "#/api/client";
import { useEndShow } from "#/api/queries/studio";
import { Button, Sheet, Text } from "#/components";
import { ErrorNotice } from "#/components/Notice";
import { useI18n } from "#/i18n/context";

type Props = { showId: string; isOpen: boolean; onClose: () => void };

/** Cannot be undone, so it asks; the way back is the larger half. */
export function EndSheet({ showId, isOpen, onClose }: Props) {
  const { t } = useI18n();
  const [key] = useState(newKey); // a show ends once
  const end = useEndShow(showId);
  return (
    <Sheet title={t("studio.endAsk")} isOpen={isOpen} onClose={onClose}>
      <Text>{t("studio.endAskBody")}</Text>
      {end.isError ? <ErrorNotice error={end.error} /> : null}
      <Button
        title={t("studio.end")}
        busy={end.isPending}
        onPress={() => {
          end.mutate({ key });
        }}
      />
      <Button kind="quiet" title={t("studio.endNot")} onPress={onClose} />
    </Sheet>
  );
}
