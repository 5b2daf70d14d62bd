import { useState } from "react";
import { useAnswerAsk } from "#/api/queries/shop-money";
import { useOrder } from "#/api/queries/orders";
import type { DeclineReason, RefundAsk, Role } from "#/api/types";
import { Button, Text } from "#/components";
import { Choice } from "#/components/Choice";
import { Field } from "#/components/Field";
import { ErrorNotice, Notice } from "#/components/Notice";
import { DECLINES, declineWord, reasonWord } from "#/features/orders/refund-words";
import { useI18n } from "#/i18n/context";
import { useIntent } from "#/lib/intent";
import { useNow } from "#/lib/now";

/** What the buyer asks, and the answer: given, or still to give. */
export function AskBody({ ask, role, onDone }: { ask: RefundAsk; role: Role | undefined; onDone: () => void }) {
  const { t, money, dateTime } = useI18n();
  const now = useNow(30_000);
  const isOpen = ask.state === "open";
  const by = dateTime(ask.answer_by_time);
  return (
    <>
      <Text weight="medium">{t("books.asksFor", { amount: money(ask.amount) })}</Text>
      <Text>{t(reasonWord(ask))}</Text>
      {ask.note ? <Text>{t("refunds.buyerSays", { note: ask.note })}</Text> : null}
      {isOpen ? (
        <Text size="s" tone={Date.parse(ask.answer_by_time) < now ? "signal" : "quiet"}>
          {Date.parse(ask.answer_by_time) < now ? t("books.lateSince", { by }) : t("books.answerBy", { by })}
        </Text>
      ) : null}
      {ask.state === "declined" ? <Text>{t(declineWord(ask))}</Text> : null}
      {ask.answer_note ? <Text>{t("refunds.shopSays", { note: ask.answer_note })}</Text> : null}
      {isOpen ? <AnswerForm ask={ask} role={role} onDone={onDone} /> : null}
    </>
  );
}

const HERE: readonly string[] = ["paid", "packed"];

function AnswerForm({ ask, role, onDone }: { ask: RefundAsk; role: Role | undefined; onDone: () => void }) {
  const { t, money } = useI18n();
  const answer = useAnswerAsk(ask);
  const order = useOrder(ask.order_id);
  const keyOf = useIntent();
  const [isDeclining, setDeclining] = useState(false);
  const [reason, setReason] = useState<DeclineReason>("outside_terms");
  const [note, setNote] = useState("");
  const [isTried, setTried] = useState(false);
  const isSaid = reason !== "other" || note.trim() !== "";
  const isForOwner = ask.needs_owner && role !== "owner";
  const left = order.data ? order.data.total.amount_minor - order.data.refunded.amount_minor : null;
  const givesUp = order.data !== undefined && HERE.includes(order.data.state) && left === ask.amount.amount_minor;
  const send = (accept: boolean) => {
    setTried(true);
    if (!accept && !isSaid) return;
    const said = note.trim();
    const key = keyOf(`${accept ? "yes" : reason}\n${said}`);
    answer.mutate({ key, accept, reason: accept ? null : reason, note: said }, { onSuccess: onDone });
  };
  return (
    <>
      {isDeclining ? (
        <Choice
          label={t("books.declineReason")}
          value={reason}
          options={DECLINES.map(({ value, word }) => ({ value, text: t(word) }))}
          onChange={setReason}
        />
      ) : null}
      {isForOwner && !isDeclining ? <Notice text={t("books.needsOwner")} /> : null}
      {givesUp && !isDeclining ? <Notice text={t("books.givesUp")} /> : null}
      <Field
        label={t("books.toBuyer")}
        hint={t("books.toBuyerHint")}
        wrong={isDeclining && isTried && !isSaid ? t("books.toBuyerWrong") : undefined}
        value={note}
        onChange={setNote}
        maxLength={300}
        multiline
      />
      {answer.isError ? <ErrorNotice error={answer.error} /> : null}
      {isDeclining ? (
        <Button
          kind="outline"
          title={t("books.declineYes")}
          busy={answer.isPending}
          onPress={() => {
            send(false);
          }}
        />
      ) : (
        <Button
          title={t("books.accept", { amount: money(ask.amount) })}
          disabled={isForOwner}
          busy={answer.isPending}
          onPress={() => {
            send(true);
          }}
        />
      )}
      <Button
        kind="quiet"
        title={t(isDeclining ? "books.back" : "books.decline")}
        disabled={answer.isPending}
        onPress={() => {
          setTried(false);
          setDeclining(!isDeclining);
        }}
      />
    </>
  );
}
