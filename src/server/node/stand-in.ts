type Web = abstract new (...args: never[]) => object;

/**
 * Lets a class pass for one of the web's, whose instances are dear to make: `instanceof` holds, and each member that
 * the class does not answer itself is asked of the whole thing, made at that moment.
 *
 * The platform's own functions look beyond that, so `fetch(request)` refuses one; `request.clone()` is the whole thing.
 *
 * @param whole makes the web's instance, or gives the one that was made before
 */
export function standIn<Light extends object>(light: { readonly prototype: Light }, web: Web, whole: (from: Light) => object): void {
  const { prototype } = light;
  Object.setPrototypeOf(prototype, web.prototype as object);
  for (const [name, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(web.prototype as object))) {
    if (Object.hasOwn(prototype, name)) continue;
    const member = value as unknown;
    if (get) Object.defineProperty(prototype, name, { get(this: Light): unknown { return get.call(whole(this)); } });
    else if (typeof member === 'function') Object.defineProperty(prototype, name, { value(this: Light, ...args: unknown[]): unknown { return member.apply(whole(this), args); } });
  }
}
