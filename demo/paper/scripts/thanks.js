import { wayBack } from './way-back.js';

/** The till is done: back to the story. Its gate knows that a purchase was made, confirms it and opens. */
const back = wayBack();
document.getElementById('back').href = back;
setTimeout(() => location.replace(back), 1200);
