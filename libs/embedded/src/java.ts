import { runCommand } from './commands.js';
import { JavaMissingError, JavaTooOldError } from './errors.js';

/** Kafka 4 servers are compiled for Java 17 (Apache Kafka documentation, "Java version"). */
export const JAVA_FEATURE_VERSION_MIN = 17;
const JAVA_TIMEOUT_MS = 20_000;

export interface JavaRuntime {
  /** The program to run. */
  readonly command: string;
  readonly home: string;
  /** As the runtime says it, such as 17.0.15 or 1.8.0_402. */
  readonly version: string;
}

export const HOW_TO_GET_JAVA =
  'install Java 17 or later (Debian, Ubuntu: apt-get install default-jre-headless; macOS: brew install openjdk) and have it in the PATH';

/**
 * Asks Java where and which it is.
 * @throws JavaMissingError, JavaTooOldError
 */
export async function findJava(): Promise<JavaRuntime> {
  const { exitCode, output } = await runCommand('java', ['-XshowSettings:properties', '-version'], {
    timeoutMs: JAVA_TIMEOUT_MS,
  });
  const runtime = parseJavaSettings(output);
  if (exitCode !== 0 || runtime === undefined) {
    throw new JavaMissingError({
      expected: `Java ${String(JAVA_FEATURE_VERSION_MIN)} or later, for the embedded Kafka`,
      came:
        exitCode === undefined
          ? 'no program java in the PATH'
          : `java -version ended with exit code ${String(exitCode)}: ${firstLine(output)}`,
      action: HOW_TO_GET_JAVA,
    });
  }
  if (javaFeatureVersion(runtime.version) < JAVA_FEATURE_VERSION_MIN) {
    throw new JavaTooOldError({
      expected: `Java ${String(JAVA_FEATURE_VERSION_MIN)} or later, for the embedded Kafka`,
      came: `Java ${runtime.version} in ${runtime.home}`,
      action: HOW_TO_GET_JAVA,
    });
  }
  return { command: `${runtime.home}/bin/java`, ...runtime };
}

/** Reads the output of `java -XshowSettings:properties -version`; undefined when it says neither. */
export function parseJavaSettings(output: string): { home: string; version: string } | undefined {
  const home = /^\s*java\.home = (.+?)\s*$/m.exec(output)?.[1];
  const version = /^\s*java\.version = (\S+)\s*$/m.exec(output)?.[1];
  return home === undefined || version === undefined ? undefined : { home, version };
}

/** The number people mean by "Java 17": 17 for 17.0.15, 21 for 21-ea, 8 for 1.8.0_402. */
export function javaFeatureVersion(version: string): number {
  const [first = '', second = ''] = version.split(/[._-]/);
  return Number(first === '1' ? second : first);
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
