import { ServiceSettings, type Operations } from '#libs/platform';
import { IsIn, IsInt, IsString, Length, Matches, Max, Min, ValidateIf } from 'class-validator';
import type { HttpServiceOptions } from './http-service.js';
import type { DoorOptions } from './doors/open-doors.js';
import type { Rate } from './doors/rate-limiter.js';
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

  /** on: API keys are accepted, beside tokens or alone; `mes keys create` makes one. Default off. */
  @IsIn(['on', 'off'])
  MES_API_KEYS: 'on' | 'off' = 'off';

  /** Requests a second of one client in the long run; 0: no limit. */
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  MES_HTTP_RATE_PER_SECOND: number = 100;

  /** Requests at once of a client that was silent. */
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  MES_HTTP_RATE_BURST: number = 500;

  /** Calls a minute of one client that change, delete or cost beyond a deposit; as many at once; 0: no limit of their own. */
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  MES_HTTP_COSTLY_PER_MINUTE: number = 600;

  /** free: callers of this machine without a forwarding header are not limited, so that a load test measures the service; limited: they are. */
  @IsIn(['free', 'limited'])
  MES_HTTP_RATE_LOOPBACK: 'free' | 'limited' = 'free';

  /** Addresses and networks of proxies whose X-Forwarded-For is believed, comma-separated; empty: nobody's. */
  @Matches(/^([0-9a-f.:]+(\/\d{1,3})?(,[0-9a-f.:]+(\/\d{1,3})?)*)?$/i, {
    message: 'addresses or networks such as 10.0.0.0/8, comma-separated',
  })
  MES_HTTP_TRUSTED_PROXIES: string = '';

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
  'host' | 'port' | 'bodyBytesMax' | 'access' | 'anonymous' | 'doors' | 'operations'
> {
  return {
    ...(operations !== undefined && { operations }),
    host: settings.MES_HTTP_HOST,
    port: settings.MES_HTTP_PORT,
    bodyBytesMax: settings.MES_HTTP_BODY_BYTES_MAX,
    anonymous: settings.MES_HTTP_ANONYMOUS,
    doors: doorsOf(settings),
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

/** Whether these settings have callers asked who they are. */
export function asksCallers({
  MES_API_KEYS: keys,
  MES_OIDC_ISSUER: issuer,
}: Pick<EdgeSettings, 'MES_API_KEYS' | 'MES_OIDC_ISSUER'>): boolean {
  return keys === 'on' || issuer !== '';
}

const SECONDS_OF_MINUTE = 60;

function doorsOf(settings: EdgeSettings): DoorOptions {
  const perMinute = settings.MES_HTTP_COSTLY_PER_MINUTE;
  const proxies = settings.MES_HTTP_TRUSTED_PROXIES;
  return {
    databaseUrl: settings.MES_DATABASE_URL,
    areKeysAccepted: settings.MES_API_KEYS === 'on',
    limits: {
      requests: rateOf(settings.MES_HTTP_RATE_PER_SECOND, settings.MES_HTTP_RATE_BURST),
      costly: rateOf(perMinute / SECONDS_OF_MINUTE, perMinute),
      isLoopbackLimited: settings.MES_HTTP_RATE_LOOPBACK === 'limited',
    },
    trustedProxies: proxies === '' ? [] : proxies.split(','),
  };
}

function rateOf(perSecond: number, burst: number): Rate | null {
  return perSecond === 0 ? null : { perSecond, burst };
}
