/** Registers `<cleeng-gate>`. */
import { defineGate } from './elements/define-gate.js';

defineGate();
