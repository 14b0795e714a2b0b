/** Puts pictures over each other at the end of a terminal. What was printed before stays above. */
import type { WriteStream } from "node:tty";

const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
const CLEAR_LINE = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";
const CLEAR_SCREEN = "\x1b[H\x1b[J";

export type Screen = {
  /** Shows these lines in the place of the former ones. */
  show(lines: string[]): void;
  /** Gives the terminal back. */
  close(): void;
};

export function openScreen(terminal: WriteStream): Screen {
  let height = 0;
  let isResized = false;
  const onResize = () => {
    isResized = true;
  };
  terminal.on("resize", onResize);
  terminal.write(HIDE_CURSOR);
  return {
    show: (lines) => {
      // Lines of the old width may have been wrapped, so that their number is unknown.
      const start = isResized ? CLEAR_SCREEN : height > 0 ? `\x1b[${height}A\r` : "";
      isResized = false;
      height = lines.length;
      terminal.write(
        `${start}${lines.map((line) => `${line}${CLEAR_LINE}\n`).join("")}${CLEAR_BELOW}`,
      );
    },
    close: () => {
      terminal.off("resize", onResize);
      terminal.write(SHOW_CURSOR);
    },
  };
}
