import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** A system whose templates are tested by the real thing, and the Debian packages that bring it. */
export interface Engine {
  readonly name: string;
  /** Each must exist: a command on PATH, an absolute path, or an extension of PHP as `php:…`. */
  readonly needs: readonly string[];
  readonly packages: readonly string[];
}

export const wordpress: Engine = {
  name: 'WordPress',
  needs: ['php', 'mariadbd', 'mariadb-install-db', '/usr/share/wordpress/wp-load.php', 'php:mysqli', ...theme('twentytwentyone', 'twentytwentythree')],
  packages: ['wordpress', 'wordpress-theme-twentytwentyone', 'wordpress-theme-twentytwentythree', 'php-cli', 'php-mysql', 'mariadb-server'],
};
export const hugo: Engine = { name: 'Hugo', needs: ['hugo'], packages: ['hugo'] };
export const jekyll: Engine = { name: 'Jekyll', needs: ['jekyll'], packages: ['jekyll'] };
export const twig: Engine = { name: 'Twig', needs: ['php', '/usr/share/php/Twig/autoload.php'], packages: ['php-cli', 'php-twig'] };

export const engines: readonly Engine[] = [wordpress, hugo, jekyll, twig];

function theme(...names: string[]): string[] {
  return names.map((name) => `/usr/share/wordpress/wp-content/themes/${name}/style.css`);
}

function exists(need: string): boolean {
  if (need.startsWith('/')) return existsSync(need);
  const [command, extension] = need.split(':');
  const question = extension ? `php -m | grep -qx ${extension}` : `command -v ${String(command)}`;
  return spawnSync('sh', ['-c', question]).status === 0;
}

const lacks = ({ needs }: Engine): boolean => !needs.every(exists);

/** As `skip` of a test: false where the engine is there, else what to type. */
export const absent = (engine: Engine): string | false =>
  lacks(engine) && `${engine.name} is not here. To run this: sudo apt-get install --no-install-recommends ${engine.packages.join(' ')}`;

/**
 * Installs what is missing, as root with `CI=true`; elsewhere says what will be skipped.
 *
 * @throws Error when an installation leaves something missing
 */
export function provide(): void {
  const missing = engines.filter(lacks);
  if (!missing.length) return;
  if (process.getuid?.() !== 0 || process.env.CI !== 'true') {
    for (const engine of missing) console.log(`Skipped: ${String(absent(engine))}`);
    return;
  }
  const packages = [...new Set(missing.flatMap((engine) => engine.packages))];
  console.log(`Installing ${packages.join(' ')} …`);
  const lock = ['-o', 'DPkg::Lock::Timeout=600'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq', ...lock], { env, stdio: 'ignore' });
  const { status, stderr } = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...lock, ...packages], { env, encoding: 'utf8' });
  const still = missing.filter(lacks);
  if (still.length) throw new Error(`apt-get (${String(status)}) left ${still.map(({ name }) => name).join(', ')} missing.\n${stderr}`);
}
