/**
 * A refusal as Rights Manager words it. The numbers stand in a document for customers only: these are seen in public
 * code or made up, so nobody may rest anything on them.
 */
export const refuse = (status: number, message: string, errorCode = status === 409 ? 1003 : 1001): Response =>
  Response.json({ code: status, errorCode, message }, { status });

/** An answer that ends the work on a request. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly status: number, message: string, readonly errorCode?: number) { super(message); }
}
