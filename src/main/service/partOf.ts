/** The calls of a service whose names start with one of the given rooms: `PartOf<Service, 'tags'>`. */
export type PartOf<S, Room extends string> = Pick<S, Extract<keyof S, `${Room}.${string}`>>;
