import { useState } from "react";
import { newKey } from "#/api/client";
import type { ShowIntent } from "#/api/queries/studio";
import type { Show, ShowStarts } from "#/api/types";
import { Button } from "#/components";
import { Field } from "#/components/Field";
import { ErrorNotice } from "#/components/Notice";
import { Choice } from "#/components/Choice";
import { DateTimeField } from "#/features/studio/DateTimeField";
import { fromLocalField, nextQuarter, toLocalField } from "#/features/studio/local-time";
import { useI18n } from "#/i18n/context";

const MOST = 120;

type Props = {
  action: string;
  show?: Show;
  isBusy: boolean;
  error: unknown;
  onDone: (values: ShowIntent) => void;
};

/** What a show is announced with. */
export function ShowForm({ action, show, isBusy, error, onDone }: Props) {
  const { t } = useI18n();
  const [title, setTitle] = useState(show?.title ?? "");
  const [local, setLocal] = useState(() => toLocalField(show ? new Date(show.schedule_time) : nextQuarter(Date.now())));
  const [starts, setStarts] = useState<ShowStarts>(show?.starts ?? "signal");
  const [key, setKey] = useState(newKey);
  const [isTried, setTried] = useState(false);
  const words = title.trim();
  const at = fromLocalField(local);
  const change = <V,>(set: (value: V) => void) => (value: V) => {
    set(value);
    setKey(newKey()); // what she means has changed
  };
  return (
    <>
      <Field
        label={t("studio.showTitle")}
        hint={t("studio.showTitleHint")}
        wrong={isTried && words === "" ? t("studio.showTitleWrong") : undefined}
        value={title}
        onChange={change(setTitle)}
        maxLength={MOST}
      />
      <DateTimeField
        label={t("studio.when")}
        hint={t("studio.whenHint")}
        wrong={isTried && at === null ? t("studio.whenWrong") : undefined}
        value={local}
        onChange={change(setLocal)}
      />
      <Choice
        label={t("studio.starts")}
        value={starts}
        options={[
          { value: "signal", text: t("studio.startsSignal") },
          { value: "host", text: t("studio.startsHost") },
        ]}
        onChange={change(setStarts)}
      />
      {error ? <ErrorNotice error={error} /> : null}
      <Button
        title={action}
        busy={isBusy}
        onPress={() => {
          setTried(true);
          if (words !== "" && at !== null) onDone({ key, title: words, time: at, starts });
        }}
      />
    </>
  );
}
