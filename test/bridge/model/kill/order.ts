/** What a child is told at its start. */
export interface Order {
  readonly state: { readonly folder: string } | { readonly url: string };
  readonly schema: string;
  readonly owner: string;
  readonly services: { readonly cleeng: string; readonly motto: string; readonly rmg: string };
  readonly secret: string;
  readonly publisherId: string;
  readonly publisherToken: string;
  readonly motto: { readonly projectId: string; readonly token: string };
  readonly rmg: { readonly tenant: string; readonly username: string; readonly password: string; readonly clientId: string };
  /** Milliseconds. */
  readonly lease: number;
  /** The step of its rounds, or the answer of its intake, at which it kills itself; never where 0. */
  readonly diesAt: number;
}

/** What a child tells. */
export type Report = { readonly port: number } | { readonly swept: string | null } | { readonly failed: string };
