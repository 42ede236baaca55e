import { useEffect } from 'react';
import { useClient } from '../session';

/** Signs of somebody at the window are told at most this often, in milliseconds. */
const OFTEN = 30_000;

/** Reading makes no calls: tells the service that somebody is here, so that the library does not lock itself meanwhile. */
export function useStay(locksItself: boolean): void {
  const client = useClient();
  useEffect(() => {
    if (!locksItself) return;
    let told = 0;
    const tell = (): void => {
      const now = Date.now();
      if (now - told < OFTEN) return;
      told = now;
      client.call('library.stay', {}).catch(() => undefined);
    };
    const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
    for (const sign of signs) window.addEventListener(sign, tell, { passive: true, capture: true });
    return () => {
      for (const sign of signs) window.removeEventListener(sign, tell, { capture: true });
    };
  }, [client, locksItself]);
}
