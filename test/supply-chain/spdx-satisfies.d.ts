declare module 'spdx-satisfies' {
  /** Whether a licence expression is covered by one of the accepted licences; throws for no expression. */
  export default function satisfies(expression: string, accepted: readonly string[]): boolean;
}
