/**
 * A text for a person: passwords inside addresses are never printed, be it before the host or among
 * the parameters. A password may hold any sign, also one that an address would have to escape: what
 * lies before the last @ of a word goes. Keys and tokens that callers send go too.
 */
export function redact(value: string): string {
  return value
    .replace(/(:\/\/[^:/@\s]*:)\S*@/g, '$1***@')
    .replace(/([?&][\w-]*(?:password|passphrase|secret|token)[\w-]*=)[^&\s"']*/gi, '$1***')
    .replace(/\b(mes_[0-9a-f]{12}_)[A-Za-z0-9_-]{43}/g, '$1***')
    .replace(/\bBearer +[^\s"',;]+/gi, 'Bearer ***');
}

/** Settings whose whole value is a secret, by the last words of their names. */
const IS_SECRET = /(SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIALS?|_KEY|_PEM)$/;

/** A setting's value for a person. */
export function redactSetting(name: string, value: string): string {
  return IS_SECRET.test(name) && value !== '' ? '***' : redact(value);
}
