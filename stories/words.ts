import { monthly } from './gate.js';
import type { Scene } from './scene.js';

/** How each access word comes about. */
export const words = {
  /** The service has not answered yet. */
  'checking': { customer: 'owner', before: ({ fault }) => fault({ kind: 'hang' }) },
  /** Nobody is signed in. */
  'signed-out': {},
  /** The service said no. */
  'denied': { customer: 'nobody' },
  /** A purchase was reported, and the service has not caught up. */
  'confirming': {
    customer: 'nobody',
    then: () => dispatchEvent(new CustomEvent('MSSDK:purchase-successful', { detail: { offerId: monthly } })),
  },
  /** The service said yes. */
  'granted': { customer: 'owner' },
  /** It could not be found out. */
  'failed': { customer: 'owner', before: ({ fault }) => fault({ kind: 'status', status: 500 }) },
} as const satisfies Record<string, Scene>;
