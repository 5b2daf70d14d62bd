import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { ChatLine } from "#/features/show/ChatLine";
import { NEAR_END, NEAR_TOP, type ChatListProps } from "#/features/show/chat-list";
import { Heights } from "#/features/show/windowing";

/** Drawn beyond what is seen, so that a quick thumb finds lines and not a hole. */
const MARGIN = 800;
/** Drawn anew so often while scrolling. */
const STEP = 200;
const COLUMN = { display: "flex", flexDirection: "column" } as const;

/**
 * A list of any length of which only what is near the eye exists. It hangs from its end
 * (`column-reverse`): the browser itself keeps the newest line in place, and what is found out
 * about the heights above never moves what is read.
 */
export function ChatList({ lines, userId, label, isOver, acts, markedId, head, onAtTop, tail, onAtEnd, ref }: ChatListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const drawn = useRef<HTMLDivElement>(null);
  const [heights] = useState(() => new Heights());
  const [at, setAt] = useState(0);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [, setMeasured] = useState(0);
  const isAtEnd = useRef(true);

  useImperativeHandle(ref, () => ({
    toEnd: () => {
      if (scroller.current) scroller.current.scrollTop = 0;
    },
    toLine: (id) => {
      const go = () => {
        const box = scroller.current;
        if (box) box.scrollTop = box.clientHeight / 2 - heights.below(lines, lines.findIndex((line) => line.id === id));
      };
      go();
      requestAnimationFrame(go); // by then the lines there are measured
    },
  }));

  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const watcher = new ResizeObserver(() => {
      setSize({ width: box.clientWidth, height: box.clientHeight });
    });
    watcher.observe(box);
    return () => {
      watcher.disconnect();
    };
  }, []);

  const { start, end, above, below } = heights.between(lines, at - MARGIN, at + size.height + MARGIN);
  const shown = lines.slice(start, end);

  useLayoutEffect(() => {
    heights.clear(); // lines break elsewhere
  }, [heights, size.width]);

  useLayoutEffect(() => {
    let isNew = false;
    for (const [index, line] of lines.slice(start, end).entries()) {
      const row = drawn.current?.children[index];
      if (!row || heights.has(line.id)) continue;
      heights.set(line.id, row.getBoundingClientRect().height);
      isNew = true;
    }
    // settled now, and not under the reader's eye when the next line is said
    // eslint-disable-next-line react-hooks/set-state-in-effect -- heights are known only once drawn
    if (isNew && at > 0) setMeasured((times) => times + 1);
  }, [heights, lines, start, end, at, size.width]);

  const moved = () => {
    const box = scroller.current;
    if (box === null) return;
    const up = Math.max(0, -box.scrollTop);
    setAt(Math.floor(up / STEP) * STEP);
    if (box.scrollHeight - box.clientHeight - up < NEAR_TOP) onAtTop?.();
    const isNow = up < NEAR_END;
    if (isNow === isAtEnd.current) return;
    isAtEnd.current = isNow;
    onAtEnd(isNow);
  };

  return (
    <div
      ref={scroller}
      role="log"
      aria-label={label}
      tabIndex={0}
      onScroll={moved}
      onWheel={({ deltaY }) => {
        const box = scroller.current;
        // what fits as a whole does not scroll
        if (deltaY < 0 && box && box.scrollHeight <= box.clientHeight) onAtTop?.();
      }}
      style={{
        flex: 1,
        minHeight: 0,
        display: "flex",
        flexDirection: "column-reverse",
        overflowY: "auto",
        overflowAnchor: "none",
        overscrollBehavior: "contain",
        scrollbarWidth: isOver ? "none" : "thin",
      }}
    >
      <div style={{ flexShrink: 0 }}>
        <div style={COLUMN}>{head}</div>
        <div style={{ height: above }} />
        <div ref={drawn}>
          {shown.map((line) => (
            <div key={line.id} style={COLUMN}>
              <ChatLine
                line={line}
                isOver={isOver}
                isMine={line.kind === "chat" && line.userId === userId}
                isMarked={line.id === markedId}
                acts={acts}
              />
            </div>
          ))}
        </div>
        <div style={{ height: below }} />
        <div style={COLUMN}>{tail}</div>
      </div>
    </div>
  );
}
