/** A phone app that is looked at again asks anew, as a browser tab does. */
import { focusManager } from "@tanstack/react-query";
import { AppState } from "react-native";

AppState.addEventListener("change", (state) => {
  focusManager.setFocused(state === "active");
});
