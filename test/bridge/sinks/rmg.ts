import type { Right, Sink } from '../../../src/bridge/sink.js';
import { rmgSink } from '../../../src/bridge/sinks/rmg.js';
import type { RmgOptions } from '../../../src/bridge/sinks/rmg-options.js';
import { createRightsManager, type RightsManager, type RmgCall, type RmgRequest } from '../../../src/simulator/rmg.js';
import type { RmgOptions as PlatformOptions } from '../../../src/simulator/rmg.js';
import { createTestClock, type TestClock } from '../../clock.js';

export const base = 'https://operator.example:8443';
export const account = '5b34af949f0cd1000106f4fe';
export const product = 'PROVIDER_ID_001_PROVIDER_RESOURCE_ID_001';
export const film = 'film-1';

export interface Platform {
  readonly clock: TestClock;
  /** Unix seconds. */
  now(): number;
  readonly platform: RightsManager;
  readonly sink: Sink;
  /** Another sink over the same platform. */
  another(more?: Partial<RmgOptions>): Sink;
  /** A right of one customer, for two days from now. */
  right(more?: Partial<Right>): Right;
  /** Requests of a kind, token requests left out where no kind is named. */
  requests(call?: RmgCall): readonly RmgRequest[];
}

/** A platform with an account of two devices and one product of each kind, and a sink that speaks to it. */
export function openPlatform(options: Partial<RmgOptions> = {}, about: PlatformOptions = {}): Platform {
  const clock = createTestClock();
  const platform = createRightsManager({ clock, ...about });
  platform.addAccount(account, [{ id: 'device-1', class: 'STB' }, { id: 'device-2', class: 'MOBILE' }]);
  platform.addProduct({ id: product, type: 'SUBSCRIPTION', contents: [film, 'film-2'] });
  platform.addProduct({ id: 'rental', type: 'TRANSACTIONAL', contents: ['film-3'], rentalDuration: 48 * 3600 });
  platform.addProduct({ id: 'shared', type: 'TRANSACTIONAL', contents: ['film-4', 'film-5'], shared: true });
  platform.addProduct({ id: 'npvr', type: 'CAPABILITY', capabilityType: 'NPVR' });
  platform.addProduct({ id: 'free', type: 'FREE', contents: ['film-6'] });
  platform.addProduct({ id: 'set-top', type: 'SUBSCRIPTION', contents: ['film-7'], deviceSpecific: true });
  platform.addProduct({ id: 'fight', type: 'PPV', contents: ['film-8'] });
  const { username, password, clientId } = platform.operator;
  const another = (more: Partial<RmgOptions> = {}): Sink => rmgSink({
    base, tenant: platform.tenant, environment: 'production', publisherId: '123456789', username, password, clientId,
    fetch: platform.fetch, clock, perSecond: false, ...more,
  });
  const now = (): number => clock.now() / 1000;
  return {
    clock, platform, another, now,
    sink: another(options),
    right: (more) => ({
      key: '123456789/production/702813501/rmg', generation: 0, customerId: '702813501', account, target: product, row: {},
      validFrom: now(), validUntil: now() + 172_800, offerId: 'S100000001_DE', ...more,
    }),
    requests: (call) => platform.requests.filter((request) => (call ? request.call === call : request.call !== 'token')),
  };
}
