import type { Environment } from '../../mediastore/types.js';
import { readAddress } from '../../sources/options.js';
import type { ExchangeOptions } from './exchange.js';
import type { RmgRoute } from './rmg-api.js';
import type { OperatorCredentials } from './rmg-token.js';

/** Where Rights Manager stands, and as whom the bridge speaks to it. */
export interface RmgOptions extends Omit<ExchangeOptions, 'limit'>, OperatorCredentials {
  /** How the mapping's rows call it; default `rmg`. */
  readonly name?: string | undefined;
  /** Address of the platform with its port, such as `https://operator.example:8443`. */
  readonly base: string;
  /** `crm-gateway` where the Security Services Platform is deployed; default `rmg`. */
  readonly via?: 'rmg' | 'crm-gateway' | undefined;
  /** Id of the tenant; the gateway may do without. */
  readonly tenant?: string | undefined;
  /** Cleeng's, and the publisher there: they make the ids of entitlements, so never change them. */
  readonly environment: Environment;
  readonly publisherId: string;
  /** Keycloak's token endpoint, when it is not at `/keycloak/auth/realms/nagra/…` of `base`. */
  readonly tokenUrl?: string | undefined;
  /** Names of headers; a token in any other than `Authorization` goes bare. */
  readonly headers?: Partial<RmgRoute['headerNames']> | undefined;
  /** Lets the gateway refuse an account's second entitlement for a product; default false, as the gateway's own. */
  readonly prohibitDuplicates?: boolean | undefined;
  /** Calls a second, or `false` for any number; default 20. */
  readonly perSecond?: number | false | undefined;
}

/** The options, checked. */
export interface RmgSetup {
  readonly name: string;
  readonly via: 'rmg' | 'crm-gateway';
  readonly route: RmgRoute;
  readonly tokenUrl: string;
  readonly credentials: OperatorCredentials;
}

const usualHeaders = { correlation: 'x-correlation-id', authorization: 'Authorization', tenant: 'nv-tenant-id' };
const paths = { 'rmg': '/rmg/v1/operator/entitlements', 'crm-gateway': '/crm-gateway/v1/rmg/v1/entitlements' };
const tokenPath = '/keycloak/auth/realms/nagra/protocol/openid-connect/token';

/** A variable that is not set must not become the text "undefined". */
function readText(option: string, value: unknown): string {
  if (typeof value !== 'string' || !value || value === 'undefined' || value === 'null') throw new TypeError(`${option} is not set`);
  return value;
}

function readHeaders(name: string, headers: RmgOptions['headers'] = {}): RmgRoute['headerNames'] {
  const all = { ...usualHeaders, ...headers };
  for (const [which, header] of Object.entries(all)) if (!/^[\w-]{1,64}$/.test(header)) throw new TypeError(`${name}: headers.${which} takes the name of a header`);
  return all;
}

/**
 * Fills in what was left out.
 *
 * @throws TypeError that names the option and never quotes a secret
 */
export function readRmgOptions(options: RmgOptions): RmgSetup {
  const { name = 'rmg', via = 'rmg', tenant, fetch, prohibitDuplicates = false, clientSecret } = options;
  const address = (option: string, value: string): string => readAddress(`${name}: ${option}`, value, fetch !== undefined);
  const base = address('base', readText(`${name}: base`, options.base));
  if (!Object.hasOwn(paths, via)) throw new TypeError(`${name}: via takes rmg or crm-gateway`);
  if (via === 'rmg' || tenant !== undefined) readText(`${name}: tenant`, tenant);
  if (prohibitDuplicates && via === 'rmg') throw new TypeError(`${name}: prohibitDuplicates needs via: "crm-gateway"`);
  readText(`${name}: environment`, options.environment);
  readText(`${name}: publisherId`, options.publisherId);
  return {
    name, via,
    tokenUrl: options.tokenUrl === undefined ? `${base}${tokenPath}` : address('tokenUrl', options.tokenUrl),
    route: {
      url: `${base}${paths[via]}`, headerNames: readHeaders(name, options.headers), tenant,
      creation: prohibitDuplicates ? { prohibitDuplicateProductPurchase: 'true' } : {},
    },
    credentials: {
      username: readText(`${name}: username`, options.username), password: readText(`${name}: password`, options.password),
      clientId: readText(`${name}: clientId`, options.clientId), ...(clientSecret !== undefined && { clientSecret: readText(`${name}: clientSecret`, clientSecret) }),
    },
  };
}
