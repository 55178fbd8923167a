import { createHash } from 'node:crypto';

/** One part of a multipart mail. */
export interface MimePart {
  /** Header lines without their end. */
  readonly headers: readonly string[];
  /** The body as it travels. */
  readonly body: Buffer;
}

const LINE = '\r\n';
const BASE64_LINE_CHARACTERS = 76;
/** Bytes of text in one encoded word: 75 characters at most (RFC 2047). */
const WORD_BYTES_MAX = 42;

/** A part of UTF-8 text. */
export function textPart(text: string): MimePart {
  return {
    headers: ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'],
    body: Buffer.from(text.replaceAll('\n', LINE)),
  };
}

/** A file in base64. */
export function filePart(name: string, contentType: string, bytes: Buffer): MimePart {
  const quoted = `"${name.replace(/[^ !#-[\]-~]/g, '_')}"`;
  const lines = bytes.toString('base64').match(new RegExp(`.{1,${BASE64_LINE_CHARACTERS}}`, 'g'));
  return {
    headers: [
      `Content-Type: ${contentType}; name=${quoted}`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename=${quoted}`,
    ],
    body: Buffer.from((lines ?? []).join(LINE)),
  };
}

/** A multipart mail: headers, and its parts between boundaries that depend on the seed alone. */
export function multipart(
  headers: readonly string[],
  contentType: string,
  parts: readonly MimePart[],
  seed: string,
): Buffer {
  const boundary = `=_mes-${createHash('sha256').update(seed).digest('hex').slice(0, 32)}`;
  const head = [
    ...headers,
    'MIME-Version: 1.0',
    `Content-Type: ${contentType}; boundary="${boundary}"`,
  ];
  const pieces: Buffer[] = [Buffer.from(head.join(LINE) + LINE + LINE)];
  for (const { headers: partHeaders, body } of parts) {
    pieces.push(Buffer.from(`--${boundary}${LINE}${partHeaders.join(LINE)}${LINE}${LINE}`));
    pieces.push(body, Buffer.from(LINE));
  }
  pieces.push(Buffer.from(`--${boundary}--${LINE}`));
  return Buffer.concat(pieces);
}

/** A header's text: as it is when ASCII and short, else in encoded words, folded. */
export function encodedHeader(text: string): string {
  const clean = text.replace(/[\r\n]+/g, ' ');
  if (/^[ -~]{0,200}$/.test(clean) && !clean.includes('=?')) return clean;
  const words: string[] = [];
  let word = '';
  for (const character of clean) {
    if (Buffer.byteLength(word + character) > WORD_BYTES_MAX) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  words.push(word);
  return words
    .map((each) => `=?UTF-8?B?${Buffer.from(each).toString('base64')}?=`)
    .join(`${LINE} `);
}
