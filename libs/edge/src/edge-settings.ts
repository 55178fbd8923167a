import { ServiceSettings, type Operations } from '#libs/platform';
import { IsIn, IsInt, IsString, Length, Matches, Max, Min, ValidateIf } from 'class-validator';
import type { HttpServiceOptions } from './http-service.js';
import { HTTP_LIMITS } from './limits.js';

/** Settings of a service that answers over HTTP. An app with a port of its own overrides its default. */
export class EdgeSettings extends ServiceSettings {
  /** Address to listen on; the default is this machine alone. */
  @IsString()
  @Length(1, 255)
  MES_HTTP_HOST: string = '127.0.0.1';

  /** Port to listen on; 0: a free one, which the log names. */
  @IsInt()
  @Min(0)
  @Max(65_535)
  MES_HTTP_PORT: number = 0;

  /** Bytes of a request body. */
  @IsInt()
  @Min(1024)
  @Max(64 * 1024 * 1024)
  MES_HTTP_BODY_BYTES_MAX: number = HTTP_LIMITS.bodyBytesMax;

  /**
   * Where callers may stay anonymous while no issuer is set. `anywhere` opens the service to the
   * whole network: only behind something else that asks who is there.
   */
  @IsIn(['loopback', 'anywhere'])
  MES_HTTP_ANONYMOUS: 'loopback' | 'anywhere' = 'loopback';

  /** OIDC issuer whose tokens are accepted; empty: callers are anonymous. Keys over plain HTTP only from this machine. */
  @ValidateIf((settings: EdgeSettings) => settings.MES_OIDC_ISSUER !== '')
  @Matches(
    /^(https:\/\/[^\s?#]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?(\/[^\s?#]*)?)$/,
    {
      message: 'an https address, or an http one of this machine',
    },
  )
  MES_OIDC_ISSUER: string = '';

  /** Audience that tokens must be for. */
  @IsString()
  @Length(1, 255)
  MES_OIDC_AUDIENCE: string = 'mes-flow';

  /** Seconds that the issuer's clock and this one may be apart. */
  @IsInt()
  @Min(0)
  @Max(300)
  MES_OIDC_CLOCK_TOLERANCE_SECONDS: number = 5;
}

/**
 * What the settings say of an HTTP service.
 *
 * @param operations what the process tells those who operate it; omitted: what the edge alone knows
 */
export function httpOptionsOf(
  settings: EdgeSettings,
  operations?: Operations,
): Pick<
  HttpServiceOptions,
  'host' | 'port' | 'bodyBytesMax' | 'access' | 'anonymous' | 'operations'
> {
  return {
    ...(operations !== undefined && { operations }),
    host: settings.MES_HTTP_HOST,
    port: settings.MES_HTTP_PORT,
    bodyBytesMax: settings.MES_HTTP_BODY_BYTES_MAX,
    anonymous: settings.MES_HTTP_ANONYMOUS,
    access:
      settings.MES_OIDC_ISSUER === ''
        ? null
        : {
            issuer: settings.MES_OIDC_ISSUER,
            audience: settings.MES_OIDC_AUDIENCE,
            clockToleranceSeconds: settings.MES_OIDC_CLOCK_TOLERANCE_SECONDS,
          },
  };
}
