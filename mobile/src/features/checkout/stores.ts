/**
 * How a buyer names a store. A chooser gets what is known and says what was chosen; the form asks for
 * chain, code and name. A chain's map would be another chooser in its place.
 */
import type { ComponentType, Ref } from "react";
import type { TextInput } from "react-native";
import type { StoreChain } from "#/api/types";
import { StoreForm } from "#/features/checkout/StoreForm";
import type { DestinationField, StoreDraft } from "#/features/checkout/destination";

export type StoreChooserProps = {
  store: StoreDraft;
  chains: readonly StoreChain[];
  wrong: readonly DestinationField[];
  codeRef?: Ref<TextInput>;
  nameRef?: Ref<TextInput>;
  onChange: (store: StoreDraft) => void;
};

export const StoreChooser: ComponentType<StoreChooserProps> = StoreForm;
