/** Whether what is searched is what the library holds. */
export function IndexState() {
  return null;
}
