/** No string in a screen is literal: what a person reads or hears comes from the messages. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const SPOKEN = new Set([
  "title", "label", "placeholder", "alt", "body", "text", "message", "hint", "headerTitle",
  "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "aria-placeholder",
  "accessibilityLabel", "accessibilityHint",
]);
/** What is called with, or set to, words that a person hears or finds in her tab. */
const SPEAKING_CALLS = new Set(["usePageTitle", "announceForAccessibility", "alert"]);
/** A letter of any script; marks like "·", "↓" or "99+" may stay. */
const LETTER = /\p{L}/u;
/** `home.live` as a property is the key of a message. */
const KEY = /^[a-z]+\.[a-zA-Z]+$/;

/** `document.title`, `alert` or `window.alert`: what stands after the last dot. */
function lastName(node: ts.Node): string {
  return ts.isPropertyAccessExpression(node) ? node.name.text : node.getText();
}

function isSpoken(node: ts.Node): boolean {
  return SPOKEN.has(ts.isStringLiteral(node) ? node.text : lastName(node));
}

function literalsIn(path: string): string[] {
  return literalsOf(path, readFileSync(path, "utf8"));
}

function literalsOf(path: string, code: string): string[] {
  const isOfScreen = path.endsWith(".tsx");
  const source = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const report = (node: ts.Node, text: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${path}:${String(line + 1)} ${text.trim()}`);
  };
  const check = (node: ts.Expression) => {
    if (ts.isStringLiteralLike(node) && LETTER.test(node.text) && !KEY.test(node.text)) report(node, node.text);
    if (ts.isTemplateExpression(node)) {
      const texts = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)];
      if (texts.some((text) => LETTER.test(text))) report(node, texts.join("…"));
    }
    if (ts.isConditionalExpression(node)) {
      check(node.whenTrue);
      check(node.whenFalse);
    }
  };
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node) && LETTER.test(node.text)) report(node, node.text);
    if (ts.isJsxExpression(node) && node.expression && ts.isJsxElement(node.parent)) check(node.expression);
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText()) && node.initializer) {
      if (ts.isStringLiteral(node.initializer)) check(node.initializer);
      else if (ts.isJsxExpression(node.initializer) && node.initializer.expression) check(node.initializer.expression);
    }
    // Props handed on in an object: `{ "aria-label": … }`, `options={{ title: … }}`.
    if (ts.isPropertyAssignment(node) && isSpoken(node.name) && isOfScreen) check(node.initializer);
    if (ts.isCallExpression(node) && SPEAKING_CALLS.has(lastName(node.expression))) node.arguments.forEach(check);
    if (ts.isCallExpression(node) && lastName(node.expression) === "setAttribute") {
      const [name, value] = node.arguments;
      if (name && value && ts.isStringLiteral(name) && SPOKEN.has(name.text)) check(value);
    }
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isSpoken(node.left)) {
      check(node.right);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/(\.gen|\.d)\.ts$/.test(name))
    .map((name) => join(folder, name));
}

describe("the check itself", () => {
  it.each([
    ["<Text>Hello</Text>"],
    ['<Text>{isOn ? "on" : t("a.b")}</Text>'],
    ['<Icon aria-label="Close" />'],
    ["<Icon accessibilityLabel={`${n} left`} />"],
    ['<Stack options={{ title: "Cart" }} />'],
    ['usePageTitle("Cart")'],
    ['document.title = "Cart"'],
    ['box.setAttribute("aria-label", "Chat")'],
  ])("refuses %s", (code) => {
    expect(literalsOf("some.tsx", code)).toHaveLength(1);
  });

  it.each([["<Text>{t(\"show.buy\")}</Text>"], ["<Text>·</Text>"], ['<View testID="chat" />']])("lets %s pass", (code) => {
    expect(literalsOf("some.tsx", code)).toEqual([]);
  });
});

describe("screens", () => {
  it.each(["app", "src"])("%s has no literal strings", (folder) => {
    expect(filesUnder(folder).flatMap(literalsIn)).toEqual([]);
  });
});
