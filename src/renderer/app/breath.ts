/**
 * Lets the window do what waits: what somebody pressed, a frame. Unlike a timer it is not slowed down in a window that nobody
 * looks at.
 */
export function breath(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Milliseconds that long work in the window goes on at a time: half a frame. */
const SLICE = 8;

/** To be awaited between the steps of long work: takes a breath whenever the time of one is over. */
export function breather(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE) return;
    await breath();
    since = performance.now();
  };
}
