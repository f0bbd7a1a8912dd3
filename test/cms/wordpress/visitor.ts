import type { WordPress } from './site.js';

/** Somebody with a browser's cookies and nothing else of a browser. */
export interface Visitor {
  get(path: string): Promise<Response>;
  post(path: string, form: Record<string, string>): Promise<Response>;
  /** The source of a page. */
  source(path: string): Promise<string>;
}

/** A visitor of the site who has not signed in, or has with the name that is also the password. */
export async function visit(site: WordPress, user?: string): Promise<Visitor> {
  const cookies = new Map([['wordpress_test_cookie', 'WP Cookie check']]);
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(new URL(path, site.origin), { ...init, redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  const visitor: Visitor = {
    get: async (path) => send(path, {}),
    post: async (path, form) => send(path, { method: 'POST', body: new URLSearchParams(form) }),
    source: async (path) => (await visitor.get(path)).text(),
  };
  if (user) await visitor.post('/wp-login.php', { log: user, pwd: user, testcookie: '1' });
  return visitor;
}

/** Asks the REST service as somebody whom an application password lets in; the answer as JSON. */
export async function rest(site: WordPress, route: string, user?: string): Promise<unknown> {
  const password = user && await site.run('return WP_Application_Passwords::create_new_application_password( get_user_by( "login", $input )->ID, array( "name" => wp_generate_uuid4() ) )[0];', user);
  const headers: Record<string, string> = user ? { authorization: `Basic ${btoa(`${user}:${String(password)}`)}` } : {};
  const response = await fetch(`${site.origin}/?rest_route=${route}`, { headers });
  return response.json();
}
