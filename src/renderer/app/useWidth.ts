import { useLayoutEffect, useState } from 'react';
import { rootFontSize } from '../ui';
import { useSettings } from './settings';

/** Width of an element in rem; null before it is drawn. */
export function useWidth(element: { readonly current: HTMLElement | null }): number | null {
  const zoom = useSettings((settings) => settings.zoom);
  const [width, setWidth] = useState<number | null>(null);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return undefined;
    const measure = (): void => setWidth(measured.clientWidth / rootFontSize());
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element, zoom]);
  return width;
}
