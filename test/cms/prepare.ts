/** Run once before the tests of this folder: brings the engines that are not here, or says which are skipped. */
import { provide } from './debian.js';
import { fetchPackages } from './registry.js';

provide();
fetchPackages();
