/** The gate's own names, as soon as its module has come: configure, accessTo, $session, signIn, … */
export const gate = new Promise((resolve) => {
  (self.cleengGate ||= []).push(resolve);
});
