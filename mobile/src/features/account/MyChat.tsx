import { useState } from "react";
import { newKey } from "#/api/client";
import { useDeleteMyChat } from "#/api/queries/chat";
import { Button, Sheet, Text } from "#/components";
import { Card } from "#/components/Card";
import { ErrorNotice, Notice } from "#/components/Notice";
import { useI18n } from "#/i18n/context";

/** All that she ever wrote in shows, taken back for good; asked once more before it is done. */
export function MyChat() {
  const { t } = useI18n();
  const [isAsking, setAsking] = useState(false);
  const remove = useDeleteMyChat();
  return (
    <Card title={t("account.myChat")}>
      <Text size="s" tone="quiet">
        {t("account.myChatBody")}
      </Text>
      {remove.isSuccess ? <Notice tone="jade" text={t("account.myChatGone")} isShown /> : null}
      <Button
        kind="outline"
        title={t("account.deleteChat")}
        onPress={() => {
          remove.reset();
          setAsking(true);
        }}
      />
      <Sheet
        title={t("account.deleteChat")}
        isOpen={isAsking}
        onClose={() => {
          setAsking(false);
        }}
      >
        <Text>{t("account.deleteChatBody")}</Text>
        {remove.isError ? <ErrorNotice error={remove.error} /> : null}
        <Button
          title={t("account.deleteChatNow")}
          busy={remove.isPending}
          onPress={() => {
            // what she has said until now: each press may have its own key
            remove.mutate(newKey(), {
              onSuccess: () => {
                setAsking(false);
              },
            });
          }}
        />
      </Sheet>
    </Card>
  );
}
