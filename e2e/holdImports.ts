import type { Page, Route } from '@playwright/test';

/** The calls of an import, let through one by one. */
export type HeldImports = {
  /** Lets so many more through. */
  pass(calls: number): void;
  /** Lets all through from now on. */
  free(): Promise<void>;
};

/**
 * Lets the first call of imports through and holds those after it: however fast a machine imports, there is a rest to
 * pause or to stop. In the browser shell alone, whose calls are requests.
 */
export async function holdImports(page: Page): Promise<HeldImports> {
  let free = 1;
  const held: Route[] = [];
  const go = (): void => {
    while (free > 0 && held.length > 0) {
      free -= 1;
      // The page may have given it up meanwhile.
      held.shift()!.continue().catch(() => undefined); // prettier-ignore
    }
  };
  const isImport = (url: URL): boolean => url.pathname === '/wire';
  await page.route(isImport, async (route) => {
    if (!(route.request().postData() ?? '').includes('"imports.run"')) return route.continue();
    held.push(route);
    go();
  });
  return {
    pass: (calls) => {
      free += calls;
      go();
    },
    free: async () => {
      free = Infinity;
      go();
      await page.unroute(isImport);
    },
  };
}
