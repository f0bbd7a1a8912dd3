import type { CleengGate } from '../../src/elements/cleeng-gate.js';
import { createScene, offer, type Scene } from './gate.js';

/** A gate with a preview and premium children. */
export const article = `<test-gate offer-id="${offer}"><p slot="preview">Teaser</p><p id="premium">Premium</p></test-gate>`;

/** Brings a gate into each of the access words by the service's doing alone. */
export const ways: Record<CleengGate['access'], () => Promise<[Scene, CleengGate]>> = {
  async checking() {
    const scene = createScene();
    scene.tab.service.faults.set('/entitlements/', 'hang');
    return [scene, await scene.put(article)];
  },
  async 'signed-out'() {
    const scene = createScene({ customer: null });
    return [scene, await scene.put(article)];
  },
  async denied() {
    const scene = createScene();
    return [scene, await scene.put(article)];
  },
  async confirming() {
    const scene = createScene();
    const gate = await scene.put(article);
    scene.tab.dispatch('MSSDK:purchase-successful', {});
    await gate.updateComplete;
    return [scene, gate];
  },
  async granted() {
    const scene = createScene({ granted: [offer] });
    return [scene, await scene.put(article)];
  },
  async failed() {
    const scene = createScene();
    scene.tab.service.faults.set('/entitlements/', 'network');
    return [scene, await scene.put(article)];
  },
};
