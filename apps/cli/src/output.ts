/** What a command prints while it works, for a person at a terminal or for a log. */
export interface Output {
  /** One line that stays. */
  line(text: string): void;
  /** Progress: rewritten in place on a terminal, a plain line every so often elsewhere. */
  progress(text: string): void;
  /** Ends the line that is rewritten in place. */
  endProgress(): void;
}

/** Between two plain progress lines where there is no terminal. */
const PLAIN_INTERVAL_MS = 5000;

/** Standard output: a live line on a terminal, plain lines elsewhere. */
export function standardOutput(nowMs: () => number): Output {
  return outputOn(process.stdout, nowMs);
}

/** The same on the error output, for a command whose standard output is data. */
export function errorOutput(nowMs: () => number): Output {
  return outputOn(process.stderr, nowMs);
}

function outputOn(stream: NodeJS.WriteStream, nowMs: () => number): Output {
  const isTerminal = stream.isTTY;
  let isLive = false;
  let lastPlainMs = -Infinity;
  const endProgress = (): void => {
    if (isLive) stream.write('\n');
    isLive = false;
  };
  return {
    line: (text) => {
      endProgress();
      stream.write(`${text}\n`);
    },
    progress: (text) => {
      if (isTerminal) {
        stream.write(`\r\u001b[2K${text.slice(0, (stream.columns || 80) - 1)}`);
        isLive = true;
      } else if (nowMs() - lastPlainMs >= PLAIN_INTERVAL_MS) {
        lastPlainMs = nowMs();
        stream.write(`${text}\n`);
      }
    },
    endProgress,
  };
}

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** A whole number with thousands separated by a thin space, the way the field writes them: 18 800 000. */
export function count(value: number | bigint): string {
  return whole.format(value).replaceAll(',', ' ');
}

/** Seconds with one decimal. */
export function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}
