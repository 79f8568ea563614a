/** Where a fault happens: at the node, between the caller and the service, or in a process of the service. */
export const faultPlaces = ["payment", "wire", "process"] as const;

/** One of these places. */
export type FaultPlace = (typeof faultPlaces)[number];

/** What a wire fault did to a request. */
export const deliveries = ["never", "later", "once", "twice", "again"] as const;

/**
 * - `never`: nothing of the attempt reached the service.
 * - `later`: it reaches the service after its caller has given up.
 * - `once`: the service received and answered it, and the caller did not get that answer.
 * - `twice`: the service received two requests at once, and the caller hears the answer to only one of them.
 * - `again`: the service answered the request, and then received another one with the same key.
 */
export type Delivery = (typeof deliveries)[number];
