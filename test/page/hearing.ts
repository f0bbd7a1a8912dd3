/** What a page says on its console, or throws. */
export interface Said { readonly type: 'log' | 'info' | 'debug' | 'warn' | 'error' | 'thrown'; readonly text: string }

/**
 * Runs in a page before its own scripts: keeps what it says, until somebody takes it from `globalThis.said`, for
 * drivers that do not hear a page. What the browser itself notes, such as a wrong hash, is only heard as a load that failed;
 * what fails because the page is being left is none.
 */
export function hearing(): void {
  const said: Said[] = [];
  let leaves = false;
  addEventListener('beforeunload', () => { leaves = true; });
  Object.defineProperty(globalThis, 'said', { value: said });
  for (const type of ['log', 'info', 'debug', 'warn', 'error'] as const) {
    const own = console[type].bind(console);
    console[type] = (...words: unknown[]) => {
      said.push({ type, text: words.map(String).join(' ') });
      own(...words);
    };
  }
  addEventListener('error', (event) => {
    const { target } = event;
    if (leaves) return;
    if (event instanceof ErrorEvent) said.push({ type: 'thrown', text: event.message });
    else if (target instanceof HTMLScriptElement) said.push({ type: 'error', text: `not loaded: ${target.src}` });
    else if (target instanceof HTMLLinkElement) said.push({ type: 'error', text: `not loaded: ${target.href}` });
  }, true);
  addEventListener('unhandledrejection', ({ reason }) => { said.push({ type: 'thrown', text: String(reason) }); });
}
