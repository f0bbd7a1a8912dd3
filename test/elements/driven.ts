import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';

/** What only the driver of a browser can do to a page. */
export type Device = 'keyboard' | 'media' | 'viewport';

const wide = { width: 800, height: 600 };

/** Each device tried on a page of nothing but itself. */
const trials: Record<Device, () => Promise<boolean>> = {
  async keyboard() {
    const buttons = [document.createElement('button'), document.createElement('button')];
    document.body.append(...buttons);
    buttons[0]?.focus();
    await sendKeys({ press: 'Tab' });
    const moved = document.activeElement === buttons[1];
    for (const button of buttons) button.remove();
    return moved;
  },
  async media() {
    await emulateMedia({ reducedMotion: 'reduce' });
    const reduced = matchMedia('(prefers-reduced-motion: reduce)').matches;
    await emulateMedia({ reducedMotion: 'no-preference' });
    return reduced;
  },
  async viewport() {
    await setViewport({ width: 320, height: 640 });
    const narrow = innerWidth === 320;
    await setViewport(wide);
    return narrow;
  },
};

/** Chromium's driver can do all of it, so that a trial which fails there is a failure. */
const mayLack = !navigator.userAgent.includes('Chrome');

const has = async (device: Device): Promise<boolean> =>
  trials[device]().catch((error: unknown) => {
    if (mayLack) return false;
    throw error;
  });

/** A test that needs a device. Where the driver has none it is skipped, and the run says why. */
export function driven(device: Device, title: string, run: () => Promise<void>): void {
  it(title, async function () {
    if (!(await has(device)) && mayLack) {
      this.test!.title += ` # this browser's driver has no ${device}`;
      this.skip();
    }
    await run();
  });
}
