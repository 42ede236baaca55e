/** A path on one line, whatever its name is made of. */
export const oneLine = (path: string): string => path.replace(/[\r\n]/g, '␤').replace(/\t/g, '␉');
