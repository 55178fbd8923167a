import type { Language } from '#libs/exports';
import type { Request, Response } from 'express';
import { entityTag, isKnown } from './entity-tag.js';

/**
 * Sends a description that changes with the release alone. Its tag is a weak one: whether the bytes
 * are compressed on their way is decided behind us.
 */
export function sendDocument(
  request: Request,
  response: Response,
  language: Language,
  document: object,
): void {
  const body = JSON.stringify(document);
  const tag = entityTag([body]);
  response.set({
    'cache-control': 'public, no-cache',
    'content-language': language,
    etag: `W/${tag}`,
  });
  if (isKnown(request.headers['if-none-match'], tag)) {
    response.status(304).end();
    return;
  }
  response.type('json').send(body);
}
